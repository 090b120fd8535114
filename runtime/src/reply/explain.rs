//! What a document that is not the platform's says of itself, in the members that standards give for it: `error` and
//! `error_description` of OAuth, `title` and `detail` of problem details, the `message` of most gateways.

use super::excerpt::words;
use crate::Redaction;
use crate::tape::NodeRef;

const NAMES: [&str; 5] = ["error", "error_description", "title", "detail", "message"];
/// How many texts are joined, and how much is read of each.
const TEXTS: usize = 4;
const CHARACTERS: usize = 200;

/// Its explanation as plain words; empty where it gives none.
pub(super) fn said<'n>(document: impl Into<NodeRef<'n>>, redaction: &Redaction) -> String {
    let mut texts = Vec::new();
    collect(document.into(), 2, redaction, &mut texts);
    redaction.hidden_again(&words(&texts.join("; ")))
}

/// Looks into the document, and into what stands alone in it or is called `error`.
fn collect(node: NodeRef<'_>, levels: usize, redaction: &Redaction, texts: &mut Vec<String>) {
    if levels == 0 {
        return;
    }
    let is_alone = node.count() == 1;
    for (name, node) in node.members() {
        let is_explanation = NAMES.iter().any(|standard| name.eq_ignore_ascii_case(standard));
        match node.text() {
            Some(text) if is_explanation && texts.len() < TEXTS => {
                texts.push(redaction.beginning(text).chars().take(CHARACTERS).collect());
            }
            // Gateways wrap what they say in one object, often called `error`; deeper than that lies data.
            _ if is_alone || name.eq_ignore_ascii_case("error") => {
                collect(node, levels - 1, redaction, texts);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, json, xml};

    fn said_in(text: &str) -> String {
        said(&json::parse(text.as_bytes(), Limits::default()).unwrap(), &Redaction::default())
    }

    #[test]
    fn an_explanation_is_found_where_standards_put_it() {
        for (document, words) in [
            (r#"{"error":"invalid_token","error_description":"令牌已过期"}"#, "invalid_token; 令牌已过期"),
            (r#"{"error":{"code":403,"message":"Forbidden"}}"#, "Forbidden"),
            (r#"{"type":"about:blank","title":"Too Many","detail":"等 5 秒"}"#, "Too Many; 等 5 秒"),
            (r#"{"timestamp":1,"status":500,"error":"Internal Server Error"}"#, "Internal Server Error"),
            (r#"{"receiver":"张三","rows":[{"message":"x"}]}"#, ""),
            (r#"{"message":"bad \u001b[31m sign=deadbeef at /api?sid=a"}"#, "bad [31m at /api"),
            (r#"{"code":"拒绝","订单":{"message":"放门口"}}"#, ""),
            (r#"{"error":"一","error_description":"二","title":"三","detail":"四","message":"五"}"#, "一; 二; 三; 四"),
            ("[]", ""),
        ] {
            assert_eq!(said_in(document), words, "{document}");
        }
        let denied = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
        assert_eq!(said(&xml::parse(denied, Limits::default()).unwrap(), &Redaction::default()), "Access Denied");
        let deep = format!("{}\"{}\"{}", "{\"error\":".repeat(60), "长".repeat(100_000), "}".repeat(60));
        assert_eq!(said_in(&deep), "", "too deep to be an explanation");
    }
}
