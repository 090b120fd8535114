//! Sockets of tokio whose every step ends by a deadline: finding a host, connecting, and asking a proxy for a tunnel.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{timeout, timeout_at};

use super::super::fault::{Fault, ProxyFault};
use super::super::http1::Tunnel;
use super::super::timeouts::share;

/// A socket that is connected to a host.
pub(super) async fn open(host: &str, port: u16, deadline: Instant) -> Result<TcpStream, Fault> {
    let addresses = timeout_at(deadline.into(), addresses(host, port)).await;
    let addresses = addresses.map_err(|_| Fault::NoConnectionInTime)??;
    let socket = connect(&addresses, deadline).await?;
    // A request is written in one piece, and should not wait for more.
    let _ = socket.set_nodelay(true);
    Ok(socket)
}

/// Asks a proxy for a tunnel, and waits until it is open.
pub(super) async fn open_tunnel(proxy: &mut TcpStream, request: &[u8], deadline: Instant) -> Result<(), Fault> {
    let opened = async {
        let broken = |error: std::io::Error| ProxyFault::Broken(error.kind());
        proxy.write_all(request).await.map_err(broken)?;
        let (mut tunnel, mut buffer) = (Tunnel::default(), [0; 4 << 10]);
        loop {
            let count = proxy.read(&mut buffer).await.map_err(broken)?;
            if count == 0 {
                return Err(ProxyFault::Broken(ErrorKind::UnexpectedEof).into());
            }
            if tunnel.take(buffer.get(..count).unwrap_or_default())? {
                return Ok(());
            }
        }
    };
    timeout_at(deadline.into(), opened).await.unwrap_or(Err(ProxyFault::Late.into()))
}

async fn addresses(host: &str, port: u16) -> Result<Vec<SocketAddr>, Fault> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let addresses = lookup_host((host, port)).await.map_err(|_| Fault::NoHost)?;
    Ok(addresses.collect())
}

/// A connection to the first address that gives one; each has its share of the time.
async fn connect(addresses: &[SocketAddr], deadline: Instant) -> Result<TcpStream, Fault> {
    let mut fault = Fault::NoHost;
    for (index, address) in addresses.iter().enumerate() {
        let Some(share) = share(deadline, addresses.len() - index) else { return Err(Fault::NoConnectionInTime) };
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(socket)) => return Ok(socket),
            Ok(Err(error)) if error.kind() == ErrorKind::TimedOut => fault = Fault::NoConnectionInTime,
            Ok(Err(error)) => fault = Fault::NoConnection(error.kind()),
            Err(_) => fault = Fault::NoConnectionInTime,
        }
    }
    Err(fault)
}
