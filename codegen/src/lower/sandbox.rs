//! The rows that a sandbox answers: those of a sample.

use signwright_model::notation::sandbox::Rows;
use signwright_model::notation::scope;
use signwright_model::{Shape, Travels};

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::lowering::Lowering;
use crate::specs::{Located, Sample};
use crate::suggest;
use crate::syntax;

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
    let names = path.text.split('.').skip(usize::from(is_document)).map(Some);
    let found = json_list(document.text, root.iter().map(Option::as_deref).chain(names), document);
    let Some(found) = found else {
        let message = format!("the sample `{}` has no list at `{}`", name.text, path.text);
        let missing = Diagnostic::error(Code::BadSandbox, path.span, message).related(document.span, "this sample");
        lowering.push(missing.help("rows are taken from a JSON answer, by their path below the reply's root"));
        return None;
    };
    Some(Rows { json: lowering.arena.alloc_str(found), record: Some(row) })
}

/// A name that is not known beforehand is `None`. The text of a list in a JSON document. JSON is YAML, so the one lowering there is finds its place.
fn json_list<'t, 'p>(
    json: &'t str,
    path: impl Iterator<Item = Option<&'p str>>,
    place: Located<'_>,
) -> Option<&'t str> {
    let tree = syntax::parse(json, place.span.file, &mut crate::diagnostic::Diagnostics::default())?;
    let mut node = &tree;
    for name in path {
        node = match (name, node.map()) {
            (Some(name), _) => node.get(name)?,
            // A name that the call makes stands alone.
            (None, Some([only])) => &only.value,
            (None, _) => return None,
        };
    }
    node.list()?;
    json.get(node.span.start as usize..node.span.end as usize)
}
