//! Where a request goes, in the parts that templates name.

use std::borrow::Cow;

use crate::percent;

/// Where a request goes: an address, and what replaces its parts.
#[derive(Default)]
pub(super) struct Target<'a> {
    pub(super) address: Cow<'a, str>,
    /// Where in the address its host begins and ends.
    pub(super) host: (usize, usize),
    pub(super) own_scheme: Option<&'a str>,
    pub(super) own_host: Option<&'a str>,
    pub(super) own_path: Option<Cow<'a, str>>,
}

impl<'a> Target<'a> {
    /// An address without a query, its path as it is sent. Without a scheme it is `https`.
    pub(super) fn of(mut address: Cow<'a, str>) -> Self {
        let bytes = address.as_bytes();
        let start = bytes.windows(3).position(|three| three == b"://").map_or(0, |at| at + 3);
        let slash = bytes.iter().skip(start).position(|byte| *byte == b'/');
        let end = slash.map_or(bytes.len(), |at| start + at);
        if let Some((host, path)) = address.split_at_checked(end)
            && let Cow::Owned(path) = percent::as_sent(path)
        {
            address = Cow::Owned([host, &path].concat());
        }
        Self { address, host: (start, end), ..Self::default() }
    }

    pub(super) fn scheme(&self) -> &str {
        let end = self.host.0.saturating_sub(3);
        let scheme = self.address.get(..end).filter(|scheme| !scheme.is_empty());
        self.own_scheme.or(scheme).unwrap_or("https")
    }

    /// The host, without the scheme's own port and without a user: what the `Host` header says.
    pub(super) fn host(&self) -> &str {
        let authority = self.authority();
        authority.rsplit_once('@').map_or(authority, |(_, host)| host)
    }

    /// The host, with the user and the password that an address may have.
    pub(super) fn authority(&self) -> &str {
        let host = self.own_host.or_else(|| self.address.get(self.host.0..self.host.1)).unwrap_or_default();
        let port = if self.scheme() == "http" { ":80" } else { ":443" };
        host.strip_suffix(port).unwrap_or(host)
    }

    pub(super) fn path(&self) -> &str {
        let path = self.own_path.as_deref().or_else(|| self.address.get(self.host.1..)).unwrap_or_default();
        if path.is_empty() { "/" } else { path }
    }
}
