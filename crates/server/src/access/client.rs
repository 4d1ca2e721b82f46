//! Where a call comes from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::USER_AGENT;
use axum::http::{Extensions, HeaderMap};
use axum::middleware::Next;
use axum::response::Response;
use maillon_store::access::Deed;

use crate::server::Server;

/// Where a call comes from. An extension of every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The address: behind a trusted proxy, the one that the proxy names.
    pub address: IpAddr,
    /// The program, by its own word; at most 200 bytes.
    pub program: String,
}

impl Client {
    /// Something that a stranger does.
    pub fn did(&self, action: &'static str) -> Deed {
        Deed {
            actor: String::new(),
            address: self.address.to_string(),
            action,
            project: None,
            target: String::new(),
        }
    }
}

/// Puts the [`Client`] into a request.
pub(crate) async fn recognise(
    State(server): State<Server>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = peer(request.extensions());
    let client = Client {
        address: address(peer, request.headers(), &server.settings.trusted_proxies),
        program: program(request.headers()),
    };
    request.extensions_mut().insert(client);
    next.run(request).await
}

fn peer(extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    peer.to_canonical()
}

/// The last address in `X-Forwarded-For` that is no trusted proxy's; what stands before it, anybody can write.
pub fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let lines = headers.get_all("x-forwarded-for").iter();
    let lines: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
    let hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
    let mut nearest = peer;
    for hop in hops {
        let Some(hop) = (trusted.contains(&nearest))
            .then(|| parse(hop.trim()))
            .flatten()
        else {
            break;
        };
        nearest = hop;
    }
    nearest
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`
fn parse(hop: &str) -> Option<IpAddr> {
    let plain = hop.trim_start_matches('[').trim_end_matches(']');
    let address = plain.parse::<IpAddr>().ok();
    let address = address.or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address| address.to_canonical())
}

fn program(headers: &HeaderMap) -> String {
    let program = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok());
    program.unwrap_or_default().chars().take(200).collect()
}
