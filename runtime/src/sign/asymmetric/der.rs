//! As much of DER as finds a key: the same few shapes hold every one that vendors hand out.

const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const FIRST: u8 = 0xa0;
const SECOND: u8 = 0xa1;
/// What a document calls a key of an elliptic curve.
const EC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

type Element<'d> = (u8, &'d [u8]);

fn element(der: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        let fits = !bytes.is_empty() && bytes.len() <= 4;
        let length = bytes.iter().fold(0, |length: usize, byte| (length << 8) | usize::from(*byte));
        (fits.then_some(length)?, rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some(((*tag, content), rest))
}

fn children(mut content: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut children = Vec::new();
    while !content.is_empty() {
        let (child, rest) = element(content)?;
        children.push(child);
        content = rest;
    }
    Some(children)
}

fn sequence(der: &[u8]) -> Option<Vec<Element<'_>>> {
    match element(der)? {
        ((SEQUENCE, content), _) => children(content),
        _ => None,
    }
}

/// What PKCS #8 wraps.
fn wrapped(der: &[u8]) -> Option<&[u8]> {
    match sequence(der)?.as_slice() {
        [(INTEGER, _), (SEQUENCE, _), (OCTETS, key), ..] => Some(key),
        _ => None,
    }
}

/// The key of a public key's document, or of a certificate.
pub(super) fn public_bits(der: &[u8]) -> Option<&[u8]> {
    let bits = |children: &[Element<'_>]| matches!(children, [(SEQUENCE, _), (BITS, _)]);
    match sequence(der)?.as_slice() {
        [(SEQUENCE, _), (BITS, key)] => key.split_first().map(|(_, key)| key),
        [(SEQUENCE, body), (SEQUENCE, _), (BITS, _)] => {
            let of_body = children(body)?;
            let mut inner = of_body.iter().filter_map(|(_, content)| children(content));
            let found = inner.find(|children| bits(children))?;
            found.get(1).and_then(|(_, key)| key.split_first()).map(|(_, key)| key)
        }
        _ => None,
    }
}

/// The PKCS #1 document of a private key.
pub(super) fn rsa_private(der: &[u8]) -> Option<&[u8]> {
    let inner = wrapped(der).unwrap_or(der);
    matches!(sequence(inner)?.as_slice(), [(INTEGER, _), (INTEGER, _), (INTEGER, _), (INTEGER, _), ..]).then_some(inner)
}

/// Modulus and exponent, without leading zeros.
pub(super) fn rsa_public(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = wrapped(der).or_else(|| public_bits(der)).unwrap_or(der);
    let bare = |number: &'_ [u8]| number.iter().take_while(|byte| **byte == 0).count();
    match sequence(inner)?.as_slice() {
        [(INTEGER, n), (INTEGER, e)] | [(INTEGER, _), (INTEGER, n), (INTEGER, e), (INTEGER, _), ..] => {
            Some((n.get(bare(n)..)?, e.get(bare(e)..)?))
        }
        _ => None,
    }
}

/// The seed of an Ed25519 key.
pub(super) fn seed(der: &[u8]) -> Option<&[u8]> {
    match element(wrapped(der)?)? {
        ((OCTETS, seed), _) => Some(seed),
        _ => None,
    }
}

/// By which bytes a key names its elliptic curve.
pub(super) fn curve(der: &[u8]) -> Option<&[u8]> {
    let children = sequence(der)?;
    let algorithm = match children.as_slice() {
        [(INTEGER, _), (SEQUENCE, algorithm), (OCTETS, _), ..] | [(SEQUENCE, algorithm), (BITS, _)] => algorithm,
        // A bare key has the name in a field of its own.
        [(INTEGER, _), (OCTETS, _), (FIRST, name), ..] => return oid(name),
        _ => return None,
    };
    match self::children(algorithm)?.as_slice() {
        [(OID, kind), (OID, curve)] if *kind == EC_KEY => Some(curve),
        _ => None,
    }
}

fn oid(der: &[u8]) -> Option<&[u8]> {
    match element(der)? {
        ((OID, name), _) => Some(name),
        _ => None,
    }
}

/// The secret number of an elliptic curve's key, and its public point.
pub(super) fn ec_private(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let children = sequence(wrapped(der).unwrap_or(der))?;
    let [(INTEGER, _), (OCTETS, secret), more @ ..] = children.as_slice() else { return None };
    let (_, point) = more.iter().find(|(tag, _)| *tag == SECOND)?;
    match element(point)? {
        ((BITS, point), _) => Some((secret, point.split_first()?.1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_there_and_of_at_most_four_bytes() {
        let content: &[u8] = &[7, 8];
        for whole in [&[4, 2, 7, 8, 9][..], &[4, 0x81, 2, 7, 8, 9], &[4, 0x84, 0, 0, 0, 2, 7, 8, 9]] {
            assert_eq!(element(whole), Some(((4, content), &[9][..])), "{whole:?}");
        }
        for broken in [&[][..], &[4], &[4, 3, 7, 8], &[4, 0x80, 7, 8], &[4, 0x85, 0, 0, 0, 0, 2, 7, 8], &[4, 0x82, 0]] {
            assert_eq!(element(broken), None, "{broken:?}");
        }
        let endless = [&[4, 0x80][..], &[0; 200]].concat();
        assert_eq!(element(&endless), None, "a length that is told by its end alone");
    }
}
