//! As much of HTTP as the server and its probe need.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use crate::quotes::{parse, pick, to_json, Quote};

type Error = Box<dyn std::error::Error>;

/// Answers requests until the process ends. The address that was bound is printed, so that port 0
/// can be asked for.
pub fn serve(address: &str) -> Result<(), Error> {
    let quotes = parse(include_str!("../data/quotes.txt"))?;
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    for (number, stream) in listener.incoming().enumerate() {
        if let Err(error) = stream.map_err(Error::from).and_then(|s| handle(s, &quotes, number)) {
            eprintln!("quotes: {error}");
        }
    }
    Ok(())
}

fn handle(stream: TcpStream, quotes: &[Quote], number: usize) -> Result<(), Error> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let head = read_head(BufReader::new(&stream))?;
    let path = head.split(' ').nth(1).unwrap_or("/");
    let (status, body) = answer(path, quotes, number);
    let length = body.len();
    let response = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    (&stream).write_all(response.as_bytes())?;
    Ok(())
}

/// The request up to its empty line. All of it is read: closing a connection with unread bytes resets it.
fn read_head(mut request: impl BufRead) -> Result<String, Error> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && request.read_line(&mut head)? > 0 {}
    Ok(head)
}

/// Status and body for a path: `/health`, `/quote/en`, `/quote/en.json`.
fn answer(path: &str, quotes: &[Quote], number: usize) -> (&'static str, String) {
    if path == "/health" {
        return ("200 OK", format!("ok, {} quotes", quotes.len()));
    }
    let name = path.strip_prefix("/quote/").unwrap_or_default();
    let (language, json) = name.strip_suffix(".json").map_or((name, false), |name| (name, true));
    match pick(quotes, language, number) {
        Some(quote) if json => ("200 OK", to_json(quote)),
        Some(quote) => ("200 OK", format!("{} ({})", quote.text, quote.author)),
        None => ("404 Not Found", format!("nothing under {path}")),
    }
}

/// Asks a server; an answer other than 200 is an error.
pub fn get(address: &str, path: &str) -> Result<String, Error> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    let (head, body) = response.split_once("\r\n\r\n").ok_or("no HTTP answer")?;
    let status = head.lines().next().unwrap_or_default();
    if status.contains(" 200 ") { Ok(body.to_owned()) } else { Err(format!("{path}: {status}").into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &str) {
        let quotes = parse("en\tSay it.\tSomebody").unwrap();
        assert_eq!(answer(path, &quotes, 0).0, expected, "{path}");
    }

    #[test]
    fn a_request_is_read_to_its_empty_line() {
        let mut request = "GET / HTTP/1.1\r\nHost: here\r\n\r\nrest".as_bytes();
        assert_eq!(read_head(&mut request).unwrap(), "GET / HTTP/1.1\r\nHost: here\r\n\r\n");
        assert_eq!(request, b"rest");
    }

    #[test]
    fn paths_are_answered() {
        check("/health", "200 OK");
        check("/quote/en", "200 OK");
        check("/quote/en.json", "200 OK");
        check("/quote/it", "404 Not Found");
        check("/", "404 Not Found");
    }
}
