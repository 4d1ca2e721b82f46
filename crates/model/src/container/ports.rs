//! Ports as `docker create --publish` takes them.

use super::{PortMapping, Protocol};

/// So many ports in one range are a mistake.
const MOST: usize = 1000;

impl PortMapping {
    /// Reads `80`, `8080:80`, `8080:80/udp`, `127.0.0.1:8080:80`, and ranges of ports. An address
    /// says nothing new: ports are seen by this machine alone.
    pub fn parse(text: &str) -> Result<Vec<Self>, String> {
        let (ports, protocol) = match text.split_once('/') {
            None => (text, Protocol::Tcp),
            Some((ports, "tcp")) => (ports, Protocol::Tcp),
            Some((ports, "udp")) => (ports, Protocol::Udp),
            Some((_, other)) => {
                return Err(format!(
                    "port {text}: protocol {other} is neither tcp nor udp"
                ));
            }
        };
        let wrong = || format!("port {text}: write it as 80, 8080:80 or 8080:80/udp");
        let mut fields = ports.rsplit(':');
        let container = fields.next().and_then(range).ok_or_else(wrong)?;
        let host = match fields.next() {
            None | Some("" | "0") => vec![None; container.len()],
            Some(host) => range(host)
                .ok_or_else(wrong)?
                .into_iter()
                .map(Some)
                .collect(),
        };
        if host.len() != container.len() {
            return Err(format!("port {text}: the two ranges differ in length"));
        }
        let pairs = host.into_iter().zip(container);
        Ok(pairs
            .map(|(host, container)| Self {
                host,
                container,
                protocol,
            })
            .collect())
    }
}

/// `80`, `8000-8010`
fn range(text: &str) -> Option<Vec<u16>> {
    let port = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port != 0);
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let range: Vec<u16> = (port(first)?..=port(last)?).collect();
    (1..=MOST).contains(&range.len()).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(Option<u16>, u16)]) {
        let found = PortMapping::parse(text).unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|port| (port.host, port.container))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn all_forms() {
        check("80", &[(None, 80)]);
        check("0:80", &[(None, 80)]);
        check("8080:80", &[(Some(8080), 80)]);
        check("127.0.0.1:8080:80/tcp", &[(Some(8080), 80)]);
        check("127.0.0.1::80", &[(None, 80)]);
        check("9000-9001:80-81", &[(Some(9000), 80), (Some(9001), 81)]);
        check("80-81", &[(None, 80), (None, 81)]);
        assert_eq!(
            PortMapping::parse("53/udp").unwrap()[0].protocol,
            Protocol::Udp
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, why) in [
            ("", "port : write it as 80, 8080:80 or 8080:80/udp"),
            ("x:80", "port x:80: write it as 80, 8080:80 or 8080:80/udp"),
            ("0", "port 0: write it as 80, 8080:80 or 8080:80/udp"),
            (
                "99999",
                "port 99999: write it as 80, 8080:80 or 8080:80/udp",
            ),
            (
                "90-80",
                "port 90-80: write it as 80, 8080:80 or 8080:80/udp",
            ),
            ("1-2:80", "port 1-2:80: the two ranges differ in length"),
            (
                "80/sctp",
                "port 80/sctp: protocol sctp is neither tcp nor udp",
            ),
        ] {
            assert_eq!(PortMapping::parse(text).unwrap_err(), why);
        }
    }
}
