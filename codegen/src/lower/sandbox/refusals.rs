//! How the sandbox refuses: the shape of a refusal, and one or several entries for each situation.

use signwright_model::notation::condition;
use signwright_model::{Credential, Refusal, Refusals, Situation, Template, TestCredential};

use crate::catalogue::Code;
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::rows;
use crate::lower::signing::credentials;
use crate::lower::template::inputs::{Known, Place, REFUSAL_VARS};
use crate::lower::{Lowering, sandbox};
use crate::specs::Located;
use crate::syntax::{Entry, Node};

/// Why the sandbox refuses a request.
pub const SITUATIONS: &[(&str, Situation)] = &[
    ("malformed", Situation::Malformed),
    ("verb", Situation::Verb),
    ("method", Situation::Method),
    ("missing_common", Situation::MissingCommon),
    ("credential", Situation::Credential),
    ("clock", Situation::Clock),
    ("missing_signature", Situation::MissingSignature),
    ("signature", Situation::Signature),
    ("missing_field", Situation::MissingField),
    ("field", Situation::Field),
    ("rule", Situation::Rule),
    ("unknown_field", Situation::UnknownField),
    ("empty", Situation::Empty),
];

/// Lowers a platform's `sandbox`.
pub(in crate::lower) fn platform<'m>(
    entry: Option<&Entry>,
    credentials: &[Credential<'_>],
    lowering: &mut Lowering<'m, '_>,
) -> (Refusals<'m>, &'m [TestCredential<'m>]) {
    let mut refusals = Refusals { answer: None, list: &[] };
    let Some(entry) = entry else { return (refusals, &[]) };
    let Some(mut mapping) = Mapping::of(&entry.value, "`sandbox`", entry.key.span, lowering) else {
        return (refusals, &[]);
    };
    let tests = mapping.required("credentials", lowering);
    let tests = tests.map_or(&[][..], |entry| test_credentials(entry, credentials, lowering));
    refusals.answer = mapping.required("refusal", lowering).map(|entry| sandbox::refusal(&entry.value, lowering));
    refusals.list = mapping.required("refuse", lowering).map_or(&[][..], |entry| list(entry, lowering));
    mapping.finish(lowering);
    (refusals, tests)
}

fn test_credentials<'m>(
    entry: &Entry,
    credentials: &[Credential<'_>],
    lowering: &mut Lowering<'m, '_>,
) -> &'m [TestCredential<'m>] {
    let given = credentials::given(entry, credentials, lowering);
    let list: Vec<_> = given.iter().map(|(name, value)| TestCredential { name, value }).collect();
    for known in credentials.iter().filter(|known| !known.optional) {
        if !list.iter().any(|test| test.name == known.name) {
            let message = format!("the sandbox has no `{}`", known.name);
            let help = format!("add `{}: …` with a value of your own choice", known.name);
            lowering.error(Code::MissingKey, entry.key.span, message, help);
        }
    }
    lowering.arena.alloc_slice(&list)
}

/// Lowers `refuse`.
pub(super) fn list<'m>(entry: &Entry, lowering: &mut Lowering<'m, '_>) -> &'m [Refusal<'m>] {
    let Some(mapping) = Mapping::of(&entry.value, "`refuse`", entry.key.span, lowering) else { return &[] };
    let mut list = Vec::new();
    for entry in mapping.all() {
        let Some(situation) = lowering.choice(entry.key.located(), SITUATIONS) else { continue };
        let rows = entry.value.list().unwrap_or(std::slice::from_ref(&entry.value));
        list.extend(rows.iter().filter_map(|row| refusal(row, situation, lowering)));
    }
    lowering.arena.alloc_slice(&list)
}

fn refusal<'m>(node: &Node, situation: Situation, lowering: &mut Lowering<'m, '_>) -> Option<Refusal<'m>> {
    if node.map().is_none() {
        let line = lowering.prose(node)?;
        let line = lowering.take(rows::refusal(line))?;
        let code = template(line.code, lowering);
        let message = template(line.message, lowering);
        return Some(Refusal { situation, when: None, code: code?, message: message?, assumed: line.assumed });
    }
    let mut mapping = Mapping::of(node, "a refusal", node.span, lowering)?;
    let when = mapping.word("when", lowering);
    let when = when.and_then(|text| condition::read_refusal(text, lowering.arena, lowering.diagnostics));
    let code = mapping.required("code", lowering).and_then(|entry| lowering.word(&entry.value));
    let message = mapping.word("message", lowering);
    let assumed = mapping.flag("assumed", lowering);
    mapping.finish(lowering);
    let code = template(code?, lowering)?;
    let message = template(message.unwrap_or(Located { text: "", span: node.span }), lowering)?;
    Some(Refusal { situation, when, code, message, assumed })
}

fn template<'m>(text: Located<'_>, lowering: &mut Lowering<'m, '_>) -> Option<Template<'m>> {
    lowering.template(
        text,
        &Known { place: Place::Refusal, credentials: &[], steps: &[], own_vars: &[], vars: Some(REFUSAL_VARS) },
    )
}
