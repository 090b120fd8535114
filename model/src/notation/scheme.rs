//! The sections of a scheme: its own values (`vars`), its named steps (`signing`) and what it sends (`place`).

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Located};
use crate::notation::cursor::{is_word, quoted};
use crate::notation::step::{self, StepReader};
use crate::notation::template::inputs::{self, NameTable, NamedValue, Position};
use crate::notation::template::{self, Kind, Uses, plain};
use crate::notation::{Arena, spelling, suggest, when, wire_name};
use crate::syntax::{Entry, Node, Scalar};
use crate::{Credential, Location, SentParameter, Signing, Step, StepBody, Template, Var, When};

/// A scheme with its steps and values as other templates may name them.
#[derive(Clone, Debug)]
pub struct Scheme<'m> {
    /// The scheme; what it places is still missing.
    pub signing: Signing<'m>,
    /// Its steps, for the templates of what is sent.
    pub steps: Vec<NamedValue<'m>>,
    /// Its values.
    pub vars: Vec<NamedValue<'m>>,
}

/// What a scheme is read with.
pub struct Around<'a, 'd, A> {
    /// The platform's credentials.
    pub credentials: &'a [Credential<'a>],
    /// Whether the endpoint and the call may bring values that the scheme does not name.
    pub open_vars: bool,
    /// Where it is kept.
    pub arena: A,
    /// Where mistakes go.
    pub diagnostics: &'d mut Diagnostics,
}

/// What stands in place of a scheme where nothing is signed.
pub const NONE: &str = "none";

/// Reads the values and the steps. Of a value that stands in several mappings, the first one counts.
pub fn read<'m>(section: &Node, vars: &[&Node], around: &mut Around<'_, '_, impl Arena<'m>>) -> Scheme<'m> {
    let arena = around.arena;
    let (vars, named_vars) = self::vars(vars, around);
    let mut reader = StepReader {
        credentials: around.credentials,
        arena,
        diagnostics: around.diagnostics,
        steps: Vec::new(),
        vars: &named_vars,
        open_vars: around.open_vars,
        as_text: false,
    };
    if section.scalar().is_some_and(|word| word.text == NONE) {
        let signing = Signing { vars: arena.alloc_slice(&vars), steps: &[], parameters: &[] };
        return Scheme { signing, steps: Vec::new(), vars: named_vars };
    }
    let mut steps = Vec::new();
    let entries = section.map().unwrap_or_default();
    let misplaced = |step: &&Entry| is_section(step);
    // The sections are told of first: read as steps, each of them would give mistakes that do not say what happened.
    for step in entries.iter().filter(misplaced) {
        let message = format!("`{}` is a section of its own, and this is a step of `signing`", step.key.text);
        reader.error(Code::WrongKind, step.key.span, message, "write it beside `signing`, without indentation");
    }
    let mut entries: Vec<_> = entries.iter().filter(|step| !is_section(step)).collect();
    within(&mut entries, "steps of a scheme", reader.diagnostics);
    let named = entries.iter().position(|step| step.key.text == "signature");
    // A scheme of one or two steps need not name the signature: the last step is it.
    let signature = named.unwrap_or(entries.len().saturating_sub(1));
    for (index, step) in entries.iter().enumerate() {
        step_name(Located::new(&step.key.text, step.key.span), &mut reader);
        let name = arena.alloc_str(&step.key.text);
        // A step that cannot be read keeps its name, or every later use of it would be told too.
        let (body, kind, uses) = reader.body(&step.value).unwrap_or((
            StepBody::Template(Template(&[])),
            Kind::TextBytes,
            Uses { secret: true, ..Uses::default() },
        ));
        if index == signature && matches!(kind, Kind::Bytes | Kind::Decoded) {
            let mistake = "this is the signature, and it gives bytes";
            reader.error(Code::TextAndBytes, step.value.span, mistake, "add `| hex` or `| base64`");
        }
        // Known from here on, so a step can name only those before it and no two can go in a circle.
        reader.steps.push(NamedValue { name, kind, uses });
        steps.push(Step { name, body });
    }
    if entries.is_empty() {
        let help =
            "the step `signature`, or the last one, is the signature: `signature: \"{string_to_sign | md5 | hex}\"`";
        reader.error(Code::WrongKind, section.span, "a scheme is a mapping of named steps", help);
    }
    let signing = Signing { vars: arena.alloc_slice(&vars), steps: arena.alloc_slice(&steps), parameters: &[] };
    let steps = reader.steps;
    Scheme { signing, steps, vars: named_vars }
}

/// The most steps, values or places of a scheme: some are looked for in all others.
const MOST: usize = 256;

/// Reports what is beyond that, and leaves it out.
fn within(entries: &mut Vec<&Entry>, what: &str, diagnostics: &mut Diagnostics) {
    if let Some(beyond) = entries.get(MOST) {
        let message = format!("more than {MOST} {what}");
        let beyond = Diagnostic::error(Code::TooLarge, beyond.key.span, message);
        diagnostics.push(beyond.help("a scheme of any vendor needs a few; leave out what nothing uses"));
    }
    entries.truncate(MOST);
}

/// Whether this is another section of the file that was indented under `signing` by mistake: it has the name of one,
/// and no step looks so.
fn is_section(step: &Entry) -> bool {
    let named = ["place", "vars", "unsent", "vectors", "credentials", "clock"].contains(&step.key.text.as_str());
    let is_step =
        step.value.scalar().is_some() || ["over", "each", "then"].iter().any(|key| step.value.get(key).is_some());
    named && !is_step
}

fn step_name<'m>(name: Located<'_>, reader: &mut StepReader<'_, 'm, '_, impl Arena<'m>>) {
    let (message, help) = if name.text.is_empty() || !name.text.chars().all(is_word) {
        let help = "a name is letters, digits and `_`: `canonical`, `string_to_sign`, `signature`";
        (format!("{} cannot name a step", quoted(name.text)), help.to_owned())
    } else if inputs::is_taken(name.text) {
        let message = format!("a step cannot be called {}: an input has this name", quoted(name.text));
        (message, format!("write another name, such as `signed_{}`", name.text))
    } else {
        return;
    };
    reader.error(Code::BadTemplate, name.span, message, help);
}

fn vars<'m>(sections: &[&Node], around: &mut Around<'_, '_, impl Arena<'m>>) -> (Vec<Var<'m>>, Vec<NamedValue<'m>>) {
    let arena = around.arena;
    let mut vars: Vec<Var<'m>> = Vec::new();
    let mut declared: Vec<NamedValue<'m>> = Vec::new();
    // The last mapping says which there are and in which order; those before it replace their values.
    let Some((stated, given)) = sections.split_last() else { return (vars, declared) };
    if stated.map().is_none() {
        wrong_kind(stated, "`vars` is a mapping of names to values", around.diagnostics);
    }
    let mut entries: Vec<_> = stated.map().unwrap_or_default().iter().collect();
    within(&mut entries, "values of a scheme", around.diagnostics);
    for var in entries {
        // A platform that shares a scheme replaces a value of it and never adds one.
        let value = given.iter().find_map(|given| given.get(&var.key.text)).unwrap_or(&var.value);
        let name = arena.alloc_str(&var.key.text);
        let Some(text) = value.scalar() else {
            wrong_kind(value, "a value is text", around.diagnostics);
            continue;
        };
        let names = NameTable {
            position: Position::Var,
            credentials: around.credentials,
            steps: &[],
            scheme_vars: &declared,
            vars: if around.open_vars { None } else { Some(&[]) },
        };
        let read = template::read_text(text.located(), &names, arena, around.diagnostics);
        // A value that cannot be read counts as secret, or a scheme would be told to use none because of it.
        let uses = read.map_or(Uses { secret: true, ..Uses::default() }, |read| read.uses);
        vars.push(Var { name, value: read.map_or(Template(&[]), |read| read.template) });
        declared.push(NamedValue { name, kind: Kind::Text, uses });
    }
    for var in given.iter().flat_map(|given| given.map().unwrap_or_default()) {
        if !declared.iter().any(|earlier| earlier.name == var.key.text) {
            let message = format!("the scheme has no value {}", quoted(&var.key.text));
            let help = suggest::help(&var.key.text, declared.iter().map(|var| var.name));
            around.diagnostics.push(Diagnostic::error(Code::UnknownName, var.key.span, message).help(help));
        }
    }
    (vars, declared)
}

fn wrong_kind(node: &Node, message: &str, diagnostics: &mut Diagnostics) {
    let message = format!("{message}; this is {}", node.what());
    diagnostics.push(Diagnostic::error(Code::WrongKind, node.span, message));
}

const LOCATIONS: &[(&str, Option<Location>)] = &[
    ("query", Some(Location::Query)),
    ("form", Some(Location::Form)),
    ("header", Some(Location::Header)),
    ("json", Some(Location::Json)),
    ("param", None),
];

/// What the scheme sends: `{ header: X-Sign }`, `{ query: { AppKey: "{credential.key}", Sign: "{signature}" } }`, or a
/// list of these, each with its own `when`. `params` is where parameters travel.
pub fn parameters<'m>(
    node: &Node,
    params: Location,
    scheme: &Scheme<'_>,
    around: &mut Around<'_, '_, impl Arena<'m>>,
) -> &'m [SentParameter<'m>] {
    let arena = around.arena;
    let names = NameTable {
        position: Position::Common,
        credentials: around.credentials,
        steps: &scheme.steps,
        scheme_vars: &scheme.vars,
        vars: if around.open_vars { None } else { Some(&[]) },
    };
    let mut placed = Vec::new();
    for group in node.list().unwrap_or(std::slice::from_ref(node)) {
        let Some(entries) = group.map() else {
            wrong_kind(group, "`place` says where: `{ header: X-Sign }`", around.diagnostics);
            continue;
        };
        let condition = entries.iter().find(|sent| sent.key.text == "when").and_then(|sent| sent.value.scalar());
        let condition = condition.and_then(|text| when::read(text.located(), &names, arena, around.diagnostics));
        let when = condition.map_or(When(&[]), |(when, _)| when);
        for sent in entries.iter().filter(|sent| sent.key.text != "when") {
            let Some((_, location)) = LOCATIONS.iter().find(|(name, _)| *name == sent.key.text) else {
                let message = format!("unknown place {}", quoted(&sent.key.text));
                let help = suggest::help(&sent.key.text, LOCATIONS.iter().map(|(name, _)| *name).chain(["when"]));
                around.diagnostics.push(Diagnostic::error(Code::UnknownWord, sent.key.span, message).help(help));
                continue;
            };
            in_one_location(sent, (location.unwrap_or(params), when), &names, around, &mut placed);
        }
    }
    arena.alloc_slice(&placed)
}

/// The names under which `place` sends something.
pub fn placed_names(node: &Node) -> Vec<Located<'_>> {
    let groups = node.list().unwrap_or(std::slice::from_ref(node)).iter();
    let entries = groups.flat_map(|group| group.map().unwrap_or_default()).filter(|sent| sent.key.text != "when");
    let names = entries.flat_map(|sent| {
        let name = sent.value.scalar().map(Scalar::located);
        name.into_iter().chain(sent.value.map().unwrap_or_default().iter().map(|field| field.key.located()))
    });
    names.collect()
}

fn in_one_location<'m>(
    sent: &Entry,
    (location, when): (Location, When<'m>),
    names: &NameTable<'_>,
    around: &mut Around<'_, '_, impl Arena<'m>>,
    placed: &mut Vec<SentParameter<'m>>,
) {
    let arena = around.arena;
    if let Some(name) = sent.value.scalar() {
        sent_name(name, location, around.diagnostics);
        let signature = Located::new("{signature}", name.span);
        if let Some(read) = template::read_text(signature, names, arena, around.diagnostics) {
            placed.push(SentParameter { location, name: arena.alloc_str(&name.text), value: read.template, when });
        }
        return;
    }
    let Some(fields) = sent.value.map() else {
        return wrong_kind(&sent.value, "a name, or a mapping of names to templates", around.diagnostics);
    };
    let mut fields: Vec<_> = fields.iter().collect();
    within(&mut fields, "names that a scheme sends in one place", around.diagnostics);
    for field in fields {
        sent_name(&field.key, location, around.diagnostics);
        let Some(value) = field.value.scalar() else {
            wrong_kind(&field.value, "a template is text", around.diagnostics);
            continue;
        };
        if let Some(read) = template::read_text(value.located(), names, arena, around.diagnostics) {
            placed.push(SentParameter { location, name: arena.alloc_str(&field.key.text), value: read.template, when });
        }
    }
}

/// Refuses a name under which nothing can be sent there.
fn sent_name(name: &Scalar, location: Location, diagnostics: &mut Diagnostics) {
    let mistakes = diagnostics.errors();
    plain::check(name.located(), "a name", diagnostics);
    if diagnostics.errors() == mistakes {
        diagnostics.extend(wire_name::sent(name, "the name of what is sent", Some(location)).err());
    }
}

/// The way back: `vars`, `signing` and `place`, each where there is something to say.
pub fn print(signing: &Signing<'_>) -> [(&'static str, Option<Node>); 3] {
    let Signing { vars, steps, parameters } = *signing;
    let template = |template| Node::of_text(template::print(template));
    let vars_node = Node::of_map(vars.iter().map(|var| (var.name, template(var.value))));
    let steps = match steps {
        [] => Node::of_text(NONE),
        steps => Node::of_map(steps.iter().map(|step| (step.name, step::print(&step.body)))),
    };
    let parameters_node = Node::of_list(parameters.iter().map(|placed| {
        let location = spelling(&Some(placed.location), LOCATIONS);
        let sent = Node::of_map([(placed.name, template(placed.value))]);
        let when = (!placed.when.0.is_empty()).then(|| Node::of_text(when::print(placed.when)));
        Node::of_keys([(location, Some(sent)), ("when", when)])
    }));
    [
        ("vars", (!vars.is_empty()).then_some(vars_node)),
        ("signing", Some(steps)),
        ("place", (!parameters.is_empty()).then_some(parameters_node)),
    ]
}
