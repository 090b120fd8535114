//! Addresses of next pages, as servers give them. A signed request never goes to such an address: only rows of the request
//! are taken from its query, and only where it is of the call's own scheme, host and port.

use http::{HeaderMap, Uri};

use crate::{Limits, form};

/// The parameters of a link's query.
pub(super) type Parameters = Vec<(String, String)>;

/// The address behind `rel="next"` in headers of this name; `None` where there is none.
pub(super) fn next_in(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut texts =
        headers.get_all(name).into_iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    texts.find_map(|text| next_of(&text))
}

/// `<https://shop.example/orders?page_info=abc>; rel="next", <…>; rel="previous"`
fn next_of(header: &str) -> Option<String> {
    let mut unread = header;
    while let Some((_, behind)) = unread.split_once('<') {
        let (address, behind) = behind.split_once('>')?;
        let (parameters, following) = split_unquoted(behind);
        let is_next = parameters.split(';').filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
            let relations = value.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel")
                && relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"))
        });
        if is_next {
            return Some(address.trim().to_owned());
        }
        unread = following;
    }
    None
}

/// What stands before the comma that ends a link, and what behind it; commas in quotes end none.
fn split_unquoted(text: &str) -> (&str, &str) {
    let mut is_quoted = false;
    for (index, letter) in text.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => return text.split_at(index),
            _ => {}
        }
    }
    (text, "")
}

/// The parameters of an address that is of the call's own scheme, host and port, or the reason why it is not taken. The
/// reason names its host alone, for what else it holds may be secret.
pub(super) fn parameters(link: &str, call: &Uri) -> Result<Parameters, String> {
    let link = link.trim();
    let query = if link.starts_with('?') || (link.starts_with('/') && !link.starts_with("//")) {
        // It leaves the host to the call.
        link.split_once('?').map_or("", |(_, query)| query).to_owned()
    } else {
        let scheme = call.scheme_str().unwrap_or_default();
        let address = if link.starts_with("//") { format!("{scheme}:{link}") } else { link.to_owned() };
        let plain = address.split('#').next().unwrap_or_default();
        let address: Uri = plain.parse().map_err(|_| "the link to the next page is no address".to_owned())?;
        if origin(&address).is_none() {
            return Err("the link to the next page is no whole address".to_owned());
        }
        if origin(&address) != origin(call) {
            let of = |address: &Uri| match origin(address) {
                Some((scheme, host, port)) => format!("{scheme}://{host}:{port}"),
                None => String::new(),
            };
            return Err(format!(
                "the link to the next page leads to {}, and this call went to {}: nothing is signed for another host",
                of(&address),
                of(call)
            ));
        }
        address.query().unwrap_or_default().to_owned()
    };
    let query = query.split('#').next().unwrap_or_default();
    form::decode(query.as_bytes(), Limits::default())
        .map_err(|_| "the query of the link to the next page cannot be read".to_owned())
}

/// Scheme, host and port.
fn origin(address: &Uri) -> Option<(String, String, u16)> {
    let scheme = address.scheme_str()?.to_ascii_lowercase();
    let port = match scheme.as_str() {
        "https" => 443,
        "http" => 80,
        _ => return None,
    };
    let host = address.host().filter(|host| !host.is_empty())?.to_ascii_lowercase();
    Some((scheme, host, address.port_u16().unwrap_or(port)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_is_found_among_others() {
        let next = |header: &str| next_of(header).unwrap_or_default();
        let both = r#"<https://a.example/o?x=1,2>; rel="previous", <https://a.example/o?page_info=乙>; rel="next""#;
        assert_eq!(next(both), "https://a.example/o?page_info=乙");
        assert_eq!(next("</o?p=2>; title=\"一,二\"; REL=next"), "/o?p=2");
        assert_eq!(next(r#"<https://a.example/3>; rel="last next""#), "https://a.example/3");
        for none in ["", "<https://a.example/o>; rel=\"prev\"", "<https://a.example", "rel=next", "<>;;;=,<"] {
            assert_eq!(next(none), "", "{none}");
        }
        let mut headers = HeaderMap::new();
        headers.append("link", "<https://a.example/1>; rel=first".parse().unwrap());
        headers.append("link", "<https://a.example/2>; rel=next".parse().unwrap());
        assert_eq!(next_in(&headers, "Link").as_deref(), Some("https://a.example/2"));
    }

    #[test]
    fn a_link_is_taken_only_from_the_calls_own_host() {
        let call: Uri = "https://Shop.example/admin/orders.json?limit=2".parse().unwrap();
        let pairs = |link: &str| parameters(link, &call);
        let taken = Ok(vec![("page_info".to_owned(), "a b&乙".to_owned()), ("limit".to_owned(), "2".to_owned())]);
        for link in [
            "https://shop.example/admin/orders.json?page_info=a+b%26%E4%B9%99&limit=2",
            "https://SHOP.example:443/elsewhere?page_info=a+b%26%E4%B9%99&limit=2#前",
            "//shop.example/x?page_info=a+b%26%E4%B9%99&limit=2",
            "/orders?page_info=a+b%26%E4%B9%99&limit=2",
            "?page_info=a+b%26%E4%B9%99&limit=2",
        ] {
            assert_eq!(pairs(link), taken, "{link}");
        }
        for (link, told) in [
            ("https://evil.example/orders?page_info=secret", "https://evil.example:443"),
            ("http://shop.example/orders?page_info=secret", "http://shop.example:80"),
            ("https://shop.example:8443/orders?page_info=secret", "https://shop.example:8443"),
            ("//evil.example/orders?page_info=secret", "https://evil.example:443"),
            ("https://shop.example@evil.example/?page_info=secret", "https://evil.example:443"),
            ("https://shop.example.evil.example/?page_info=secret", "https://shop.example.evil.example:443"),
            ("ftp://shop.example/?page_info=secret", "no whole address"),
            ("https://shop.example\\@evil.example/?page_info=secret", "no address"),
            ("javascript:page_info=secret", "no"),
            ("", "no"),
        ] {
            let error = pairs(link).expect_err(link);
            assert!(error.contains(told) && !error.contains("secret"), "{link}: {error}");
        }
    }
}
