//! Whether something listens in a service's container.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bollard::models::{ContainerInspectResponse, ImageInspect};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::connect::Engine;
use super::exec;

/// How long a connection from here may take.
const CONNECT: Duration = Duration::from_millis(300);
/// As many ports as GitLab's runner looks at.
const MOST: usize = 20;

/// What is known of a service's ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listening {
    /// Something listens on one of them.
    Yes,
    /// Nothing does.
    No,
    /// There is no way to look.
    Unknown,
}

/// The TCP ports to look at: the given one, or those that the image declares.
pub(super) fn declared(image: &ImageInspect, given: Option<&str>) -> Vec<u16> {
    if let Some(port) = given.and_then(|port| port.parse().ok()) {
        return vec![port];
    }
    let config = image.config.as_ref();
    let exposed = config
        .and_then(|config| config.exposed_ports.as_deref())
        .unwrap_or_default();
    let tcp = exposed
        .iter()
        .filter_map(|port| match port.split_once('/') {
            Some((number, "tcp")) => number.parse().ok(),
            Some(_) => None,
            None => port.parse().ok(),
        });
    let mut ports: Vec<u16> = tcp.collect();
    ports.sort_unstable();
    ports.truncate(MOST);
    ports
}

/// Connects from here where the container's addresses are within reach, and otherwise reads the
/// kernel's list of sockets in the container: neither needs an image of ours.
pub(super) async fn listening(
    engine: &Engine,
    id: &str,
    container: &ContainerInspectResponse,
    ports: &[u16],
) -> Listening {
    if engine.is_near() {
        let from_here = connect_any(address(container), ports).await;
        if from_here != Listening::Unknown {
            return from_here;
        }
    }
    let argv = [
        "sh",
        "-c",
        "cat /proc/net/tcp; cat /proc/net/tcp6 2>/dev/null; exit 0",
    ];
    match exec::quietly(engine, id, &argv).await {
        Ok((0, table)) if table.contains("local_address") => in_table(&table, ports),
        _ => Listening::Unknown,
    }
}

/// Ports in a container with those of this machine that lead there. Of two protocols TCP counts.
pub(super) fn published(container: &ContainerInspectResponse) -> BTreeMap<u16, u16> {
    let settings = container.network_settings.as_ref();
    let bindings = settings
        .and_then(|settings| settings.ports.clone())
        .unwrap_or_default();
    let mut found = BTreeMap::new();
    for (name, bindings) in bindings {
        let (port, protocol) = name.split_once('/').unwrap_or((&name, "tcp"));
        let host = bindings
            .into_iter()
            .flatten()
            .find_map(|it| it.host_port?.parse().ok());
        if let (Ok(port), Some(host)) = (port.parse(), host) {
            match protocol {
                "tcp" => drop(found.insert(port, host)),
                _ => drop(found.entry(port).or_insert(host)),
            }
        }
    }
    found
}

fn address(container: &ContainerInspectResponse) -> Option<String> {
    let networks = container.network_settings.as_ref()?.networks.as_ref()?;
    let address = networks.values().next()?.ip_address.clone()?;
    Some(address).filter(|address| !address.is_empty())
}

async fn connect_any(address: Option<String>, ports: &[u16]) -> Listening {
    let Some(address) = address.and_then(|address| address.parse().ok()) else {
        return Listening::Unknown;
    };
    let mut seen = Listening::No;
    for port in ports {
        match timeout(CONNECT, TcpStream::connect(SocketAddr::new(address, *port))).await {
            Ok(Ok(_)) => return Listening::Yes,
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {}
            _ => seen = Listening::Unknown,
        }
    }
    seen
}

/// Reads lines like `0: 00000000:1538 00000000:0000 0A ...`: state 0A is "listen".
fn in_table(table: &str, ports: &[u16]) -> Listening {
    let listens = table.lines().any(|line| {
        let mut fields = line.split_ascii_whitespace().skip(1);
        let local = fields.next().and_then(|local| local.split_once(':'));
        let state = fields.nth(1);
        local.is_some_and(|(address, port)| {
            let port = u16::from_str_radix(port, 16);
            state == Some("0A") && !is_loopback(address) && port.is_ok_and(|it| ports.contains(&it))
        })
    });
    if listens {
        Listening::Yes
    } else {
        Listening::No
    }
}

/// `127.0.0.1` and `::1`, in the byte order of the kernel's list.
fn is_loopback(address: &str) -> bool {
    (address.len() == 8 && address.ends_with("7F")) || address == "00000000000000000000000001000000"
}

#[cfg(test)]
mod tests {
    use super::*;
    use bollard::models::ImageConfig;

    #[test]
    fn only_tcp_ports_count() {
        let image = ImageInspect {
            config: Some(ImageConfig {
                exposed_ports: Some(["8080/tcp", "53/udp", "80"].map(str::to_owned).into()),
                ..ImageConfig::default()
            }),
            ..ImageInspect::default()
        };
        assert_eq!(declared(&image, None), [80, 8080]);
        assert_eq!(declared(&image, Some("9")), [9]);
        assert!(declared(&ImageInspect::default(), None).is_empty());
    }

    #[test]
    fn the_kernels_list_is_read() {
        let table = "  sl  local_address rem_address   st tx_queue\n\
                     0: 0100007F:1F90 00000000:0000 0A 0:0\n\
                     1: 00000000:0050 00000000:0000 0A 0:0\n\
                     2: 00000000:0051 0100007F:0001 01 0:0\n\
                     0: 00000000000000000000000000000000:1538 00000000000000000000000000000000:0000 0A 0";
        assert_eq!(in_table(table, &[80]), Listening::Yes);
        assert_eq!(in_table(table, &[5432]), Listening::Yes);
        assert_eq!(
            in_table(table, &[81]),
            Listening::No,
            "connected, not listening"
        );
        assert_eq!(in_table(table, &[8080]), Listening::No, "only for itself");
    }
}
