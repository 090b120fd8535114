//! The rows that a sandbox answers: those of a sample.

use signwright_model::notation::sandbox::Rows;
use signwright_model::notation::scope;
use signwright_model::{Bounds, Shape, Travels, Type};

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::lowering::Lowering;
use crate::specs::{Located, Sample};
use crate::suggest;
use crate::syntax::{self, Node};

/// `SAMPLE path`: the rows as JSON text, and the record of a row.
pub(super) fn rows<'m>(
    text: Located<'_>,
    response: Shape<'m>,
    root: Option<&[Option<String>]>,
    samples: &[Sample<'m>],
    lowering: &mut Lowering<'m, '_>,
) -> Option<Rows<'m>> {
    let (name, path) = text.first_word();
    let Some(sample) = samples.iter().find(|sample| sample.name.text == name.text) else {
        let help = suggest::help(name.text, samples.iter().map(|sample| sample.name.text));
        lowering.error(Code::BadSandbox, name.span, format!("no sample is named `{}`", name.text), help);
        return None;
    };
    let row = lowering.take(scope::find_rows(response, path))?;
    let Some(document) = sample.response else {
        let message = format!("the sample `{}` is no answer", name.text);
        lowering.error(Code::BadSandbox, name.span, message, "rows are taken from an answer");
        return None;
    };
    // A platform that could not be read has been told of; where its answers begin is not known.
    let root = root?;
    // Only a row with the word `document` stands for the document itself.
    let is_document = response.record().fields.iter().any(|field| field.travels == Travels::Document);
    let mut names = Vec::new();
    let mut record = Some(response);
    for (index, name) in path.text.split('.').enumerate() {
        if index > 0 || !is_document {
            names.push(Some(name));
        }
        let field = record.and_then(|shape| shape.record().field(name));
        // A list may stand in an object under a name of its own.
        if let Some(Type::List(_, Bounds { within: Some(within), .. })) = field.map(|field| field.ty) {
            names.push(Some(within));
        }
        record = match field.map(|field| field.ty) {
            Some(Type::Record(id)) => Some(response.at(id)),
            _ => None,
        };
    }
    let way: Vec<_> = root.iter().map(Option::as_deref).chain(names).collect();
    let found = json_list(document.text, &way, document);
    let Some(found) = found else {
        let message = format!("the sample `{}` has no list at `{}`", name.text, path.text);
        let missing = Diagnostic::error(Code::BadSandbox, path.span, message).related(document.span, "this sample");
        lowering.push(missing.help("rows are taken from a JSON answer, by their path below the reply's root"));
        return None;
    };
    Some(Rows { json: lowering.arena.alloc_str(found), record: Some(row) })
}

/// The text of a list in a JSON document; JSON is YAML, so the one lowering there is finds its place. A name that the call
/// makes is not known here (`None`): it is one that leads on.
fn json_list<'t>(json: &'t str, path: &[Option<&str>], place: Located<'_>) -> Option<&'t str> {
    let tree = syntax::parse(json, place.span.file, &mut crate::diagnostic::Diagnostics::default())?;
    let node = list_at(&tree, path)?;
    json.get(node.span.start as usize..node.span.end as usize)
}

fn list_at<'n>(node: &'n Node, path: &[Option<&str>]) -> Option<&'n Node> {
    let Some((name, below)) = path.split_first() else { return node.list().map(|_| node) };
    match name {
        Some(name) => list_at(node.get(name)?, below),
        None => node.map()?.iter().find_map(|member| list_at(&member.value, below)),
    }
}
