//! An answer whose values have other types than the table says: what a vendor's next release may send.

use signwright_runtime::Node;

/// Turns numbers and flags into objects, texts into lists and lists into texts; what stands at a kept path stays.
pub(crate) fn wrong<'m>(node: Node<'m>, kept: &[&str]) -> Node<'m> {
    match node {
        Node::Map(entries) => {
            let entry = |(name, node): (std::borrow::Cow<'m, str>, Node<'m>)| {
                let is_kept = kept.contains(&&*name);
                let below = format!("{name}.");
                let kept: Vec<&str> = kept.iter().filter_map(|path| path.strip_prefix(&below)).collect();
                let node = if is_kept { node } else { wrong(node, &kept) };
                (name, node)
            };
            Node::Map(entries.into_iter().map(entry).collect())
        }
        Node::List(_) | Node::Record(_) => Node::text("不是列表"),
        Node::Text(_) => Node::list(vec![node]),
        Node::Absent | Node::Null => node,
        scalar => Node::map(vec![("value".into(), scalar)]),
    }
}

#[cfg(test)]
mod tests {
    use signwright_runtime::model::{Escape, Offset};
    use signwright_runtime::{Limits, json};

    use super::*;

    #[test]
    fn only_what_is_kept_stays() {
        let answer = r#"{"code":0,"data":{"ok":true,"count":2,"rows":[{"单号":"甲"}]},"message":"好","none":null}"#;
        let answer = json::parse(answer.as_bytes(), Limits::default()).unwrap();
        let wrong = json::write(&wrong(answer, &["code", "data.ok"]), json::Style::new(Escape::Minimal, Offset::UTC));
        let expected =
            r#"{"code":0,"data":{"ok":true,"count":{"value":2},"rows":"不是列表"},"message":["好"],"none":null}"#;
        assert_eq!(wrong.unwrap(), expected);
    }
}
