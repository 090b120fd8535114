//! The parts of an address that are for its server alone, a user, a password, a query; and whether its host is this machine.

use core::net::IpAddr;

use crate::binary::base64;
use crate::model::Base64;
use crate::percent;

/// The address without a user, a password and a query.
pub fn address_to_show(address: &str) -> String {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    match (userinfo(address), address.split_once("://")) {
        (Some(user), Some((scheme, behind))) => {
            format!("{scheme}://{}", behind.get(user.len() + 1..).unwrap_or_default())
        }
        (None, Some(_)) => address.to_owned(),
        // Of what is no address, anything before an `@` may be a password.
        (_, None) => address.rsplit('@').next().unwrap_or_default().to_owned(),
    }
}

/// The `user:password` of an address.
pub(crate) fn userinfo(address: &str) -> Option<&str> {
    let (_, behind) = address.split_once("://")?;
    let authority = behind.split(['/', '?', '#']).next()?;
    authority.rsplit_once('@').map(|(user, _)| user)
}

/// Whether a host is this machine, whatever a resolver says. An IPv6 address may stand in brackets.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// The `Authorization` header that `user:password` asks for.
pub(crate) fn basic(userinfo: &str) -> String {
    let mut pair = percent::decoded(userinfo.as_bytes());
    if !userinfo.contains(':') {
        pair.push(b':');
    }
    basic_of(&pair)
}

/// The `Authorization` header that a user, a colon and a password ask for.
pub(crate) fn basic_of(pair: &[u8]) -> String {
    format!("Basic {}", base64(Base64 { url: false, padded: true }, pair))
}
