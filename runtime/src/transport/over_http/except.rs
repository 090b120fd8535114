//! The hosts that are reached without a proxy, as `no_proxy` lists them.

use std::net::IpAddr;

use super::refused::SettingsError;

/// One entry of such a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exception {
    hosts: Hosts,
    /// Any port where there is none.
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    All,
    /// This name and those below it; in lower case and without a dot at either end.
    Below(String),
    /// The addresses that share the first bits of this one.
    Network(IpAddr, u32),
}

/// The entries of a list, separated by commas or blanks.
pub(super) fn exceptions(list: &str) -> Result<Vec<Exception>, SettingsError> {
    let entries = list.split(|separator: char| separator == ',' || separator.is_whitespace());
    entries.filter(|entry| !entry.is_empty()).map(Exception::parse).collect()
}

impl Exception {
    fn parse(entry: &str) -> Result<Self, SettingsError> {
        let at_any_port = |hosts| Self { hosts, port: None };
        if entry == "*" {
            return Ok(at_any_port(Hosts::All));
        }
        if let Ok(address) = entry.parse::<IpAddr>() {
            return Ok(at_any_port(Hosts::only(address)));
        }
        if let Some((address, bits)) = entry.split_once('/') {
            let network = network(address, bits);
            return Ok(at_any_port(network.ok_or_else(|| wrong(entry, "no network; write `10.0.0.0/8`"))?));
        }
        // The colons of an IPv6 address stand in brackets where a port may follow.
        let (host, port) = match entry.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                let port = port.parse().map_err(|_| wrong(entry, "no port behind its `:`"))?;
                (host, Some(port))
            }
            _ => (entry, None),
        };
        if let Some(address) = host.strip_prefix('[') {
            let address = address.strip_suffix(']').and_then(|address| address.parse().ok());
            let address = address.ok_or_else(|| wrong(entry, "no address in its brackets"))?;
            return Ok(Self { hosts: Hosts::only(address), port });
        }
        if let Ok(address) = host.parse() {
            return Ok(Self { hosts: Hosts::only(address), port });
        }
        let name = host.strip_prefix("*.").unwrap_or(host).trim_matches('.').to_ascii_lowercase();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if name.is_empty() || !name.bytes().all(is_name) {
            return Err(wrong(entry, "no host; write `corp.test`, `10.0.0.1` or `*`, and other scripts as `xn--…`"));
        }
        Ok(Self { hosts: Hosts::Below(name), port })
    }

    pub(super) fn holds(&self, host: &str, port: u16) -> bool {
        let is_its_port = self.port.is_none_or(|only| only == port);
        is_its_port
            && match &self.hosts {
                Hosts::All => true,
                Hosts::Below(name) => is_below(host, name),
                Hosts::Network(network, bits) => host.parse().is_ok_and(|address| is_in(address, *network, *bits)),
            }
    }
}

impl Hosts {
    fn only(address: IpAddr) -> Self {
        Self::Network(address.to_canonical(), 128)
    }
}

fn wrong(entry: &str, what: &str) -> SettingsError {
    SettingsError::new(format!("of the hosts without a proxy, `{}` is {what}", entry.escape_debug()))
}

fn network(address: &str, bits: &str) -> Option<Hosts> {
    let address: IpAddr = address.parse().ok()?;
    let bits = bits.parse().ok().filter(|bits| *bits <= if address.is_ipv4() { 32 } else { 128 })?;
    Some(Hosts::Network(address, bits))
}

fn is_below(host: &str, name: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    host.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// Whether two addresses of one kind share their first bits.
fn is_in(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    match (address.to_canonical(), network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let differing = address.to_bits() ^ network.to_bits();
            differing.leading_zeros() >= bits.min(32)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let differing = address.to_bits() ^ network.to_bits();
            differing.leading_zeros() >= bits
        }
        _ => false,
    }
}
