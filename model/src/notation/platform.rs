//! A platform as generated code keeps it: the sections of its file, without what only the generator reads. What only a
//! sandbox needs stands in a text of its own, so that a program can leave it out.

use crate::diagnostic::Diagnostic;
use crate::notation::mapping::Mapping;
use crate::notation::sandbox::refusals;
use crate::notation::scheme::{self, Around};
use crate::notation::template::inputs::{NameTable, Position};
use crate::notation::{
    Arena, Reader, clock, common, credentials, environments, errors, fragment, rate, reply, wire, zone,
};
use crate::syntax::{Node, coat};
use crate::{Common, Location, Platform, Refusals, Signing};

/// The platform that `print` wrote, without what its sandbox says, or the first mistake in it.
pub(crate) fn read<'m>(text: &str, arena: impl Arena<'m>) -> Result<Platform<'m>, Diagnostic> {
    fragment::read(text, arena, |tree, reader| of_tree(&tree, reader))
}

/// Reads what its sandbox says into a platform.
pub(crate) fn read_sandbox<'m>(
    text: &str,
    platform: &Platform<'m>,
    arena: impl Arena<'m>,
) -> Result<Platform<'m>, Diagnostic> {
    fragment::read(text, arena, |tree, reader| {
        let section = fragment::section("sandbox", tree);
        let (refusals, test_credentials) = refusals::platform(Some(&section), platform.credentials, reader);
        Some(Platform { refusals, test_credentials, ..*platform })
    })
}

fn of_tree<'m>(tree: &Node, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Platform<'m>> {
    let mut file = Mapping::of(tree, "a platform", tree.span, reader)?;
    let name = file.required_word("platform", reader);
    let (title, docs) = (file.prose("title", reader), file.prose("docs", reader));
    let zone = file.required_word("zone", reader);
    let zone = zone.and_then(|zone| reader.take(zone::offset(zone)));
    let environments = file.required("environments", reader).map(|section| environments::read(section, reader));
    let credentials = file.required("credentials", reader).map(|section| credentials::read(section, reader))?;
    let vars: Vec<_> = file.value("vars").into_iter().collect();
    // The steps first: common parameters may name them.
    let signing = file.required("signing", reader)?;
    let arena = reader.arena;
    let mut around = Around { credentials, open_vars: true, arena, diagnostics: reader.diagnostics };
    let scheme = scheme::read(&signing.value, &vars, &mut around);
    let scope = NameTable {
        position: Position::Common,
        credentials,
        steps: &scheme.steps,
        scheme_vars: &scheme.vars,
        vars: None,
    };
    let common = file.entry("common").map(|section| common::read(section, &scope, reader));
    let common = common.unwrap_or(Some(Common::default()))?;
    let classes = file.entry("classes").map(|section| common::read_classes(section, &scope, reader));
    let classes = classes.unwrap_or(Some(&[]))?;
    let wire = file.required("wire", reader).and_then(|section| wire::read(section, reader))?;
    let params = wire.body.params().or(common.location).unwrap_or(Location::Json);
    let parameters = file.value("place").map_or(&[][..], |node| {
        let mut around = Around { credentials, open_vars: true, arena, diagnostics: reader.diagnostics };
        scheme::parameters(node, params, &scheme, &mut around)
    });
    let signing = Signing { parameters, ..scheme.signing };
    let clock = file.entry("clock").and_then(|section| clock::read(section, &common, classes, &signing, reader));
    let rates = file.entry("rate").map_or(&[][..], |section| rate::read(section, reader));
    let reply = file.required("reply", reader).and_then(|section| reply::read(section, reader));
    let errors = file.value("errors").map_or(&[][..], |node| errors::read(node, reader));
    file.finish(reader);
    Some(Platform {
        name: arena.alloc_str(name?.text),
        title,
        docs,
        zone: zone?,
        environments: environments?,
        credentials,
        common,
        classes,
        wire,
        signing,
        clock,
        rates,
        reply: reply?.0,
        errors,
        refusals: Refusals { answer: None, list: &[] },
        test_credentials: &[],
    })
}

/// A platform as text, and what its sandbox says as another; that is empty where it says nothing.
pub fn print(platform: &Platform<'_>) -> (String, String) {
    // All by name, so that what is added to the model is not lost here.
    let Platform {
        name,
        title,
        docs,
        zone,
        environments,
        credentials,
        common,
        classes,
        wire,
        signing,
        clock,
        rates,
        reply,
        errors,
        refusals,
        test_credentials,
    } = platform;
    let text = |text: &str| (!text.is_empty()).then(|| Node::of_text(text));
    let [vars, steps, place] = scheme::print(signing);
    let tree = Node::of_keys([
        ("platform", Some(Node::of_text(*name))),
        ("title", text(title)),
        ("docs", text(docs)),
        ("zone", Some(Node::of_text(zone::print(*zone)))),
        ("environments", Some(environments::print(environments))),
        ("credentials", Some(credentials::print(credentials))),
        ("common", (*common != Common::default()).then(|| common::print(common))),
        ("classes", (!classes.is_empty()).then(|| common::print_classes(classes))),
        ("wire", Some(wire::print(wire))),
        vars,
        steps,
        place,
        ("clock", clock.as_ref().map(clock::print)),
        ("rate", rate::print(rates)),
        ("reply", Some(reply::print(reply))),
        ("errors", (!errors.is_empty()).then(|| errors::print(errors))),
    ]);
    let sandbox = refusals::print_platform(refusals, test_credentials);
    (coat::write(&tree), sandbox.map(|tree| coat::write(&tree)).unwrap_or_default())
}

#[cfg(test)]
#[path = "platform_tests.rs"]
mod tests;
