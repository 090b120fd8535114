//! Rows by their paths, in requests and in answers: reading one, setting one of a request, and the rows of a list however
//! the answer writes it. The tables say what stands where; what is read means is for others to say.

use std::borrow::Cow;

use crate::fill::Reading;
use crate::model::{Bounds, Offset, Shape, Type};
use crate::{Leniency, Node, conform, read};

static ABSENT: Node<'static> = Node::Absent;

/// The value at a path of names from a record; of several, the first.
pub(super) fn value_at<'n, 'v>(node: &'n Node<'v>, shape: Shape<'_>, path: &str) -> &'n Node<'v> {
    let mut shape = Some(shape);
    let mut node = node;
    for name in path.split('.') {
        let fields = shape.map_or(&[][..], |shape| shape.record().fields);
        let index = fields.iter().position(|field| field.name == name);
        let below = match node {
            Node::Map(_) => node.get(name),
            Node::Record(nodes) => index.and_then(|index| nodes.get(index)),
            Node::List(nodes) if shape.is_some_and(|shape| shape.record().is_positional) => {
                index.and_then(|index| nodes.get(index))
            }
            _ => None,
        };
        let Some(below) = below else { return &ABSENT };
        let ty = index.and_then(|index| fields.get(index)).map(|field| field.ty);
        shape = match (shape, ty) {
            (Some(shape), Some(Type::Record(id))) => Some(shape.at(id)),
            _ => None,
        };
        node = below;
    }
    node
}

/// The text of one value, without white space around it; `None` where there is none.
pub(super) fn text<'n>(node: &'n Node<'_>) -> Option<Cow<'n, str>> {
    let text = node.as_text()?;
    if text.trim().is_empty() { None } else { Some(Cow::Owned(text.trim().to_owned())) }
}

/// Whether there is nothing in a value, however an answer writes that.
pub(super) fn is_blank(node: &Node<'_>) -> bool {
    match node {
        Node::List(nodes) | Node::Record(nodes) => nodes.iter().all(is_blank),
        Node::Map(entries) => entries.is_empty(),
        node => !node.is_there() || text(node).is_none(),
    }
}

/// The count that a value is.
pub(super) fn count(node: &Node<'_>) -> Option<u64> {
    text(node)?.parse().ok()
}

/// Sets a row of a request, making the records on the way.
pub(super) fn put(request: &mut Node<'static>, shape: Shape<'_>, path: &str, value: Node<'static>) {
    let (name, below) = path.split_once('.').map_or((path, None), |(name, below)| (name, Some(below)));
    let Some(index) = shape.record().fields.iter().position(|field| field.name == name) else { return };
    if !matches!(request, Node::Record(_) | Node::Map(_)) {
        *request = Node::record(vec![Node::Absent; shape.record().fields.len()]);
    }
    let node = match request {
        Node::Record(nodes) => nodes.get_mut(index),
        Node::Map(entries) => {
            if !entries.iter().any(|(key, _)| key == name) {
                entries.to_mut().push((name.to_owned().into(), Node::Absent));
            }
            entries.iter_mut().find(|(key, _)| key == name).map(|(_, node)| node)
        }
        _ => None,
    };
    let Some(node) = node else { return };
    match (below, shape.record().fields.get(index).map(|field| field.ty)) {
        (None, _) => *node = value,
        (Some(below), Some(Type::Record(id))) => put(node, shape.at(id), below, value),
        (Some(_), _) => {}
    }
}

/// A text as the value of a row of a request; `None` where the row can have no such value.
pub(super) fn typed(shape: Shape<'_>, path: &str, text: &str, zone: Offset) -> Option<Node<'static>> {
    let document = Node::text(text.to_owned()).under(path);
    let leniency = Leniency { numbers_as_text: true, unknown_fields: false };
    let (record, misfits) = conform(shape, document, leniency, zone);
    let value = value_at(&record, shape, path);
    (misfits.is_empty() && value.is_there()).then(|| value.clone().into_owned())
}

/// The rows of a list of an answer, as one list in the place where they stand: XML writes each as an element, and some
/// servers write a single row without its list. `None` where there is no list.
pub(super) fn rows<'n, 'v>(document: &'n mut Node<'v>, shape: Shape<'_>, path: &str) -> Option<&'n mut Vec<Node<'v>>> {
    let (name, below) = path.split_once('.').map_or((path, None), |(name, below)| (name, Some(below)));
    let fields = shape.record().fields;
    let index = fields.iter().position(|field| field.name == name);
    let ty = index.and_then(|index| fields.get(index)).map_or(Type::Any, |field| field.ty);
    if let Some(below) = below {
        let Type::Record(id) = ty else { return None };
        let node = match document {
            Node::Map(entries) => entries.iter_mut().find(|(key, _)| key == name).map(|(_, node)| node),
            Node::List(nodes) | Node::Record(nodes) => nodes.get_mut(index?),
            _ => None,
        };
        return rows(node?, shape.at(id), below);
    }
    match document {
        Node::Map(entries) => gathered(entries.to_mut(), name, ty, shape),
        Node::List(nodes) | Node::Record(nodes) => match nodes.get_mut(index?)? {
            Node::List(rows) => Some(rows.to_mut()),
            _ => None,
        },
        _ => None,
    }
}

/// The table of the rows of a list.
pub(super) fn row_of<'m>(shape: Shape<'m>, path: &str) -> Option<Shape<'m>> {
    match shape.field_at(path)?.ty {
        Type::List(&Type::Record(id), _) => Some(shape.at(id)),
        _ => None,
    }
}

/// The rows under a name, which may stand more than once.
fn gathered<'n, 'v>(
    entries: &'n mut Vec<(Cow<'v, str>, Node<'v>)>,
    name: &str,
    ty: Type<'_>,
    shape: Shape<'_>,
) -> Option<&'n mut Vec<Node<'v>>> {
    let first = entries.iter().position(|(key, _)| key == name)?;
    let is_repeated = entries.iter().skip(first + 1).any(|(key, _)| key == name);
    if let (false, Type::List(of, Bounds { within: Some(inner), level, min, max })) = (is_repeated, ty)
        && let Some((_, Node::Map(within))) = entries.get(first)
        && within.iter().any(|(key, _)| key == inner)
    {
        let list = Type::List(of, Bounds { min, max, level, within: None });
        let Some((_, Node::Map(within))) = entries.get_mut(first) else { return None };
        return gathered(within.to_mut(), inner, list, shape);
    }
    if !is_repeated {
        let (_, node) = entries.get_mut(first)?;
        return single(node, ty, shape);
    }
    let mut all = Vec::new();
    let mut place = 0;
    entries.retain_mut(|(key, node)| {
        let is_kept = key != name || place == first;
        place += 1;
        if key == name {
            match std::mem::replace(node, Node::Absent) {
                Node::List(rows) => all.extend(rows),
                row => all.push(row),
            }
        }
        is_kept
    });
    let (_, node) = entries.get_mut(first)?;
    *node = Node::list(all);
    single(node, ty, shape)
}

/// What stands once where a list belongs, as a list. What can be none stays, and is told of where it is read.
fn single<'n, 'v>(node: &'n mut Node<'v>, ty: Type<'_>, shape: Shape<'_>) -> Option<&'n mut Vec<Node<'v>>> {
    if !matches!(node, Node::List(_)) {
        if read::is_blank(node) || read::is_empty_of(&ty, node) {
            return None;
        }
        let rows = match node {
            Node::Map(_) => match (Reading::of((&*node).into(), ty, shape), &mut *node) {
                (Reading::Keyed, Node::Map(entries)) => entries.to_mut().drain(..).map(|(_, row)| row).collect(),
                (Reading::Neither, _) => return None,
                (_, node) => vec![std::mem::replace(node, Node::Absent)],
            },
            _ => vec![std::mem::replace(node, Node::Absent)],
        };
        *node = Node::list(rows);
    }
    if let Node::List(rows) = node { Some(rows.to_mut()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Record, RecordId, int, list, optional, record, text as text_type, varchar};
    use crate::{Limits, json, xml};

    const ROW: Type<'static> = Type::Record(RecordId(1));
    const RECORDS: &[Record<'static>] = &[
        record(
            "response",
            &[
                optional("订单", list(&ROW, Bounds::ANY), "订单"),
                optional("成组", list(&ROW, Bounds::ANY.within("行")), "成组"),
                optional("里", Type::Record(RecordId(2)), "里"),
            ],
            &[],
        ),
        record("Row", &[optional("单号", varchar(9), "单号"), optional("数", int(0, 9), "数")], &[]),
        record(
            "Inner",
            &[optional("行", list(&ROW, Bounds::ANY), "行"), optional("页", text_type(), "页").default("7")],
            &[],
        ),
    ];
    const SHAPE: Shape<'static> = Shape { records: RECORDS, id: RecordId(0) };

    fn ids(mut document: Node<'_>, path: &str) -> Option<Vec<String>> {
        let row = SHAPE.at(RecordId(1));
        let rows = rows(&mut document, SHAPE, path)?;
        Some(rows.iter().map(|node| text(value_at(node, row, "单号")).unwrap_or_default().into_owned()).collect())
    }

    #[test]
    fn rows_are_found_however_the_answer_writes_them() {
        let of = |document: &str, path: &str| ids(json::parse(document.as_bytes(), Limits::default()).unwrap(), path);
        let two = Some(vec!["甲😀".to_owned(), "乙".to_owned()]);
        let one = Some(vec!["甲".to_owned()]);
        assert_eq!(of(r#"{"订单":[{"单号":"甲😀"},{"单号":"乙"}]}"#, "订单"), two);
        assert_eq!(of(r#"{"成组":{"行":[{"单号":"甲😀"},{"单号":"乙"}]}}"#, "成组"), two);
        assert_eq!(of(r#"{"成组":[{"单号":"甲😀"},{"单号":"乙"}]}"#, "成组"), two);
        assert_eq!(of(r#"{"里":{"行":[{"单号":"甲😀"},{"单号":"乙"}]}}"#, "里.行"), two);
        assert_eq!(of(r#"{"订单":{"2":{"单号":"甲😀"},"3":{"单号":"乙"}}}"#, "订单"), two, "a list with keys");
        assert_eq!(of(r#"{"订单":{"单号":"甲"}}"#, "订单"), one, "a row without its list");
        for none in [r#"{"订单":""}"#, r#"{"订单":null}"#, r"{}", r#"{"订单":{"别的":1}}"#, r#"{"里":[]}"#] {
            assert_eq!((of(none, "订单"), of(none, "里.行")), (None, None), "{none}");
        }
        let xml = "<r><订单><单号>甲😀</单号></订单><别>x</别><订单><单号>乙</单号></订单></r>";
        assert_eq!(ids(xml::parse(xml.as_bytes(), Limits::default()).unwrap().path("r").unwrap().clone(), "订单"), two);
    }

    #[test]
    fn a_row_of_a_request_is_set_as_its_type() {
        let request = Shape { records: RECORDS, id: RecordId(2) };
        let mut node = Node::record(vec![Node::Absent; 2]);
        put(&mut node, request, "页", typed(request, "页", "第二页", Offset::UTC).unwrap());
        assert_eq!(value_at(&node, request, "页"), &Node::text("第二页"));
        let row = SHAPE.at(RecordId(1));
        assert_eq!(
            (typed(row, "数", "7", Offset::UTC), typed(row, "数", "七", Offset::UTC)),
            (Some(Node::Int(7)), None)
        );
        // A record that was left out is made.
        let mut outer = Node::record(vec![Node::Absent; 3]);
        put(&mut outer, SHAPE, "里.页", Node::text("3"));
        assert_eq!(
            (value_at(&outer, SHAPE, "里.页"), value_at(&outer, SHAPE, "里.行")),
            (&Node::text("3"), &Node::Absent)
        );
        let default = |path: &str| SHAPE.field_at(path).and_then(|field| field.default);
        assert_eq!((default("里.页"), default("里.行")), (Some("7"), None));
        let mut map = Node::map(Vec::new());
        put(&mut map, SHAPE, "里.页", Node::text("4"));
        assert_eq!(map.path("里"), Some(&Node::record(vec![Node::Absent, Node::text("4")])));
    }
}
