//! What each filter is in Python.

use signwright_model::{Asymmetric, Escape, Filter, Hash, Input, TextUnit};
use signwright_runtime::sign::SignedStep;

use super::helpers::{LOWER, NUMBERS, OPENSSL, PART, PEM, PERCENT, SEED, UNBASE64, UPPER};
use super::{Expr, Python};
use crate::reproduce::openssl::{PrivateKey, Signing, hash, is_usual, kept};
use crate::reproduce::quote;

impl Python {
    pub(super) fn filter(&mut self, before: Expr, filter: &Filter<'_>, argument: Option<&SignedStep>) -> Option<Expr> {
        let text = |code: String| Some(Expr::new(code, true));
        let bytes = |code: String| Some(Expr::new(code, false));
        let quoted = quote::python;
        match *filter {
            Filter::Len(TextUnit::Chars) => text(format!("str(len({}))", before.text())),
            Filter::Len(TextUnit::Bytes) => text(format!("str(len({}))", before.bytes())),
            Filter::Len(TextUnit::Utf16) => text(format!("str(len({}.encode(\"utf-16-le\")) // 2)", before.text())),
            Filter::Pad(width) => text(format!("{}.rjust({width}, \"0\")", before.text())),
            Filter::Lower => {
                self.help(LOWER);
                text(format!("lower({})", before.text()))
            }
            Filter::Upper => {
                self.help(UPPER);
                text(format!("upper({})", before.text()))
            }
            Filter::Trim => text(format!("{}.strip()", before.text())),
            Filter::Collapse => text(format!("re.sub(r\"\\s+\", \" \", {})", before.text())),
            Filter::Slice(from, to) => {
                let to = to.map_or_else(String::new, |to| to.to_string());
                Some(Expr::new(format!("({})[{from}:{to}]", before.code), before.is_text))
            }
            Filter::Replace(old, new) => text(format!("{}.replace({}, {})", before.text(), quoted(old), quoted(new))),
            Filter::Split(separator, place) => {
                self.help(PART);
                text(format!("part({}, {}, {place})", before.text(), quoted(separator)))
            }
            Filter::Before(start) => {
                let code = before.text();
                text(format!("({} + {code} if {code} else \"\")", quoted(start)))
            }
            Filter::After(end) => {
                let code = before.text();
                text(format!("({code} + {} if {code} else \"\")", quoted(end)))
            }
            Filter::Or(default) => {
                let default = self.input(default, argument?).text();
                text(format!("({} or {default})", before.text()))
            }
            Filter::Json(Escape::Minimal) => text(format!("json.dumps({}, ensure_ascii=False)", before.text())),
            Filter::Json(Escape::Ascii) => text(format!("json.dumps({})", before.text())),
            Filter::Utf8 if before.is_text => bytes(before.bytes()),
            Filter::Utf8 => text(before.text()),
            Filter::Hex => text(format!("{}.hex()", before.bytes())),
            Filter::Base64(kind) => {
                let name = if kind.url { "urlsafe_b64encode" } else { "b64encode" };
                let bare = if is_usual(kind) || kind.padded { "" } else { ".rstrip(\"=\")" };
                text(format!("base64.{name}({}).decode(){bare}", before.bytes()))
            }
            Filter::Unhex => bytes(format!("bytes.fromhex({})", before.text())),
            Filter::Unbase64 => {
                self.help(UNBASE64);
                bytes(format!("unbase64({})", before.text()))
            }
            Filter::Unpercent => text(format!("unquote({})", before.text())),
            Filter::Percent(how) => {
                self.help(PERCENT);
                let space = if how.form { ", space=\"+\"" } else { "" };
                let digits = if how.lower { ", digits=\"%02x\"" } else { "" };
                text(format!("percent({}, {}{space}{digits})", before.code, quoted(&kept(how))))
            }
            Filter::Digest(Hash::Sm3) => {
                self.help(OPENSSL);
                bytes(format!("openssl({}, \"dgst\", \"-sm3\", \"-binary\", \"{{message}}\")", before.bytes()))
            }
            Filter::Digest(Hash::Sha512Half) => {
                bytes(format!("hashlib.new(\"sha512_256\", {}).digest()", before.bytes()))
            }
            Filter::Digest(of) => bytes(format!("hashlib.{}({}).digest()", hash(of), before.bytes())),
            Filter::Hmac(of, key) => {
                let key = self.input(key, argument?).bytes();
                if of == Hash::Sm3 {
                    self.help(OPENSSL);
                    let of_key = format!("\"hexkey:\" + ({key}).hex()");
                    let arguments =
                        format!("\"dgst\", \"-sm3\", \"-mac\", \"HMAC\", \"-macopt\", {of_key}, \"-binary\"");
                    return bytes(format!("openssl({}, {arguments}, \"{{message}}\")", before.bytes()));
                }
                bytes(format!("hmac.new({key}, {}, \"{}\").digest()", before.bytes(), hash(of).replace('-', "_")))
            }
            Filter::Sign(how, key) => bytes(self.signed(how, (key, argument?), before)),
            Filter::Remove(characters) => {
                let code = before.text();
                text(format!("\"\".join(one for one in {code} if one not in {})", quoted(characters)))
            }
            _ => None,
        }
    }
    /// A signature that OpenSSL makes.
    fn signed(&mut self, how: Asymmetric, (key, value): (Input<'_>, &SignedStep), message: Expr) -> String {
        let key = self.private(key, value);
        let Signing { arguments, number } = Signing::of(how);
        let all = arguments.join("\", \"");
        let arguments = if arguments.is_empty() {
            "\"pkeyutl\", \"-sign\", \"-rawin\", \"-inkey\", \"{key}\", \"-in\", \"{message}\"".to_owned()
        } else {
            format!("\"dgst\", \"{all}\", \"-sign\", \"{{key}}\", \"-binary\", \"{{message}}\"")
        };
        let made = format!("openssl({}, {arguments}, key={key})", message.bytes());
        let Some(size) = number else { return made };
        self.help(NUMBERS);
        format!("numbers({made}, {size})")
    }

    /// A private key as OpenSSL reads it.
    fn private(&mut self, key: Input<'_>, value: &SignedStep) -> String {
        self.help(OPENSSL);
        let expr = self.input(key, value);
        match PrivateKey::of(value) {
            PrivateKey::Pem => expr.text(),
            PrivateKey::Der(label) => {
                self.help(PEM);
                let text = if expr.is_text { expr.code } else { format!("base64.b64encode({}).decode()", expr.code) };
                format!("pem({text}, \"{label}\")")
            }
            PrivateKey::Seed => {
                self.help(PEM);
                self.help(SEED);
                let bytes = if expr.is_text && value.as_bytes().len() > 32 {
                    format!("base64.b64decode({})", expr.code)
                } else {
                    expr.bytes()
                };
                format!("pem(seed({bytes}), \"PRIVATE KEY\")")
            }
        }
    }
}
