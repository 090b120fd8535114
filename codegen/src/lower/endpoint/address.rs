//! An endpoint's name, which may be its address, and what it says of its way in place of the platform.

use signwright_model::notation::address::{self, Address};
use signwright_model::notation::template::plain;
use signwright_model::notation::{environments, wire};
use signwright_model::{Input, Part, PathPart, Template, Travel};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::{Lowering, Shared};
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::wire_name;
use crate::specs::Located;
use crate::suggest;
use crate::syntax::Entry;

/// The vendor's name for the endpoint.
pub(super) fn name<'t>(file: &mut Mapping<'t>, lowering: &mut Lowering<'_, '_>) -> Option<Located<'t>> {
    let section = file.required("endpoint", lowering)?;
    let word = lowering.word(&section.value)?;
    // The placeholders of an address are filled in, those of a name are not.
    let checked = section.value.scalar().map_or(Ok(()), |name| {
        if address::is_address(&name.text) {
            wire_name::check(name, "the endpoint's address")
        } else {
            wire_name::endpoint(name)
        }
    });
    lowering.take(checked);
    Some(word)
}

/// What it says of its way, and where.
pub(super) fn travel<'m>(
    file: &mut Mapping<'_>,
    name: Option<Located<'_>>,
    lowering: &mut Lowering<'m, '_>,
) -> (Travel<'m>, Span) {
    let arena = lowering.arena;
    let of_name = name.filter(|name| address::is_address(name.text));
    let stated = file.entry("http");
    let mut text = of_name;
    if let Some(section) = stated {
        if let Some(name) = of_name {
            let message = "the address is said twice";
            let twice = Diagnostic::error(Code::DuplicateKey, section.key.span, message);
            lowering
                .push(twice.related(name.span, "here already").help("remove `http`, or give `endpoint` a name alone"));
        } else {
            text = lowering.word(&section.value);
        }
    }
    let span = text.or(name).map_or(Span::NONE, |text| text.span);
    let parsed = text.and_then(|text| lowering.take(address::parse(text, arena)));
    let Address { verb, path } = parsed.unwrap_or_default();
    let own = file.entry("wire").and_then(|section| wire::read_own(section, lowering));
    (Travel { verb, path, ..own.unwrap_or(Travel::AS_PLATFORM) }, span)
}

/// The endpoint's values, and those of the platform that its address takes in and it does not bring itself: a region or
/// version, said once. A call may still bring another.
pub(super) fn vars<'m>(
    section: Option<&Entry>,
    (travel, root): (&Travel<'m>, Option<&[Template<'m>]>),
    shared: Option<&Shared<'m>>,
    lowering: &mut Lowering<'m, '_>,
) -> &'m [(&'m str, &'m str)] {
    for section in section.and_then(|vars| vars.value.map()).unwrap_or_default() {
        if let Some(value) = section.value.scalar() {
            plain::check_value(value.located(), "a text", lowering.diagnostics);
        }
    }
    let own = section.map_or(&[][..], |vars| lowering.pairs(&vars.value, "`vars`", vars.key.span));
    let Some(platform) = shared.map(|shared| shared.platform) else { return own };
    let of_hosts = platform.environments.iter().flat_map(|environment| environments::values(environment.url));
    let of_hosts = of_hosts.filter_map(|value| value.strip_prefix("var."));
    let of_path = travel.path.iter().filter_map(|part| match part {
        PathPart::Var(name) => Some(*name),
        _ => None,
    });
    let of_root = root.into_iter().flatten().flat_map(|name| name.0).filter_map(|part| match part {
        Part::Value(Input::Var(name), _) => Some(*name),
        _ => None,
    });
    let mut vars = own.to_vec();
    for name in of_hosts.chain(of_path).chain(of_root) {
        let of_platform = platform.signing.vars.iter().find(|var| var.name == name).map(|var| var.value.0);
        // What is computed differs from call to call.
        if let (Some([Part::Text(value)]), false) = (of_platform, vars.iter().any(|(var, _)| *var == name)) {
            vars.push((name, value));
        }
    }
    lowering.arena.alloc_slice(&vars)
}

/// Its class, which a platform that has classes demands.
pub(super) fn class<'m>(
    file: &mut Mapping<'_>,
    name: Option<Located<'_>>,
    shared: Option<&Shared<'m>>,
    lowering: &mut Lowering<'m, '_>,
) -> &'m str {
    let stated = file.word("class", lowering);
    let Some(shared) = shared else { return "" };
    let classes = shared.platform.classes;
    let names = || classes.iter().map(|class| class.name);
    match (stated, name) {
        (Some(stated), _) => {
            if let Some(class) = classes.iter().find(|class| class.name == stated.text) {
                return class.name;
            }
            let help = if classes.is_empty() {
                "the platform has no `classes`".to_owned()
            } else {
                suggest::help(stated.text, names())
            };
            lowering.error(Code::UnknownName, stated.span, format!("unknown class `{}`", stated.text), help);
        }
        // Which parameters it carries, and whether it is signed, is nothing to guess.
        (None, Some(name)) if !classes.is_empty() => {
            let help = format!(
                "add `class: …`, one of {}",
                names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            );
            lowering.error(Code::MissingKey, name.span, "the platform has classes, and this endpoint names none", help);
        }
        _ => {}
    }
    ""
}
