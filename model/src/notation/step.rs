//! One step of a scheme: a template, a map of pairs, or a choice between two.

use crate::{Credential, Items, PairSource, SortBy, StepBody, Template};

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::notation::cursor::quoted;
use crate::notation::suggest::{self, unknown_word};
use crate::notation::template::inputs::{NameTable, NamedValue, Position};
use crate::notation::template::{self, Kind, Read, Uses, plain};
use crate::notation::{Arena, spelling, when};
use crate::syntax::{Entry, Node};

/// What a step is read with.
pub struct StepReader<'a, 'm, 'd, A> {
    /// The platform's credentials.
    pub credentials: &'a [Credential<'a>],
    /// Where it is kept.
    pub arena: A,
    /// Where mistakes go.
    pub diagnostics: &'d mut Diagnostics,
    /// The steps before it.
    pub steps: Vec<NamedValue<'m>>,
    /// The scheme's own values.
    pub vars: &'a [NamedValue<'m>],
    /// Whether the endpoint or the call may bring other values.
    pub open_vars: bool,
    /// Whether what is read must be text, such as one half of a choice whose other half is.
    pub as_text: bool,
}

/// A map of pairs as far as it is read.
struct Reading<'m> {
    items: Items<'m>,
    uses: Uses,
}

const KEYS: &[&str] = &[
    "over",
    "only",
    "except",
    "key",
    "value",
    "drop_empty",
    "drop_equal",
    "sort",
    "merge",
    "each",
    "join",
    "when",
    "then",
    "else",
];

const CHOICE: &[&str] = &["when", "then", "else"];

/// What a step goes over.
pub const SOURCES: &[(&str, PairSource<'static>)] = &[
    ("params", PairSource::Params),
    ("query", PairSource::Query),
    ("form", PairSource::Form),
    ("headers", PairSource::Headers),
    ("json", PairSource::Json("")),
    ("all", PairSource::All),
];

/// How what a step goes over is sorted.
pub const ORDERS: &[(&str, SortBy<'static>)] = &[
    ("key", SortBy::Key),
    ("value", SortBy::Value),
    ("pair", SortBy::Pair),
    ("item", SortBy::Item),
    ("key_ignoring_case", SortBy::KeyIgnoringCase),
    ("key_descending", SortBy::KeyDescending),
    ("none", SortBy::None),
];

const ANSWERS: &[(&str, bool)] = &[("yes", true), ("no", false)];

impl<'m, A: Arena<'m>> StepReader<'_, 'm, '_, A> {
    /// A template, a map of pairs or a choice; with what it gives and takes in.
    pub fn body(&mut self, node: &Node) -> Option<(StepBody<'m>, Kind, Uses)> {
        if node.scalar().is_some() {
            let read = self.template(node, Position::Step, self.as_text)?;
            return Some((StepBody::Template(read.template), read.kind, read.uses));
        }
        let Some(entries) = node.map() else {
            return self.wrong_kind(node, "a step is a template, a map of pairs or a choice");
        };
        // `when` decides before anything else: a map of pairs never has it, and a choice with `over` beside it is
        // told by its unknown key.
        if node.get("when").is_some() {
            return self.choice(node, entries);
        }
        let mut reading = Reading { items: Items::NONE, uses: Uses::default() };
        // All keys are read before any mistake ends it, so that one run names every one of them.
        let read: Vec<_> = entries.iter().map(|part| self.key(part, &mut reading)).collect();
        for key in ["over", "each"] {
            if node.get(key).is_none() {
                let help = "write `{ over: params, sort: key, each: \"{key}={value}\", join: \"&\" }`";
                self.error(Code::MissingKey, node.span, format!("a map of pairs needs `{key}`"), help);
                return None;
            }
        }
        let body = StepBody::Items(reading.items);
        read.iter().all(Option::is_some).then_some((body, Kind::Text, reading.uses))
    }

    /// `{ when: verb = POST, then: "{body | sha256 | hex}", else: "" }`
    fn choice(&mut self, node: &Node, entries: &[Entry]) -> Option<(StepBody<'m>, Kind, Uses)> {
        for part in entries.iter().filter(|part| !CHOICE.contains(&part.key.text.as_str())) {
            self.unknown_key(part, CHOICE);
        }
        let condition = self.text(node.get("when")?)?;
        let vars: Option<&[&str]> = if self.open_vars { None } else { Some(&[]) };
        let (credentials, steps) = (self.credentials, &self.steps);
        let names = NameTable { position: Position::Step, credentials, steps, scheme_vars: self.vars, vars };
        let (when, uses) = when::read(condition, &names, self.arena, self.diagnostics)?;
        // A missing `else` is empty, which goes with text and with bytes.
        let nothing = (StepBody::Template(Template(&[])), Kind::TextBytes, Uses::default());
        let Some(then) = node.get("then") else {
            let help = "write `{ when: verb = POST, then: \"{body | sha256 | hex}\", else: \"\" }`";
            self.error(Code::MissingKey, node.span, "a choice needs `then`", help);
            return None;
        };
        let (mut then_body, then_kind, takes) = self.body(then)?;
        let (mut otherwise, else_kind, or_takes) = match node.get("else") {
            Some(otherwise) => self.body(otherwise)?,
            None => nothing,
        };
        // The body beside text is text.
        if then_kind == Kind::TextBytes && else_kind == Kind::Text {
            then_body = self.text_body(then)?;
        }
        if let (Kind::Text, Kind::TextBytes, Some(node)) = (then_kind, else_kind, node.get("else")) {
            otherwise = self.text_body(node)?;
        }
        let is_bytes = |kind| matches!(kind, Kind::Bytes | Kind::Decoded);
        let kind = match (then_kind, else_kind) {
            _ if then_kind == else_kind => then_kind,
            (Kind::TextBytes, else_kind) => else_kind,
            (then_kind, Kind::TextBytes) => then_kind,
            _ if is_bytes(then_kind) && is_bytes(else_kind) => Kind::Bytes,
            _ => {
                let message = "`then` and `else` give text and bytes";
                self.error(Code::TextAndBytes, node.span, message, "add `| hex` or `| base64` to the bytes");
                return None;
            }
        };
        // Nothing at all can be taken for bytes as well as for text only where the engine need not know.
        let (then, otherwise) = (self.arena.alloc(then_body), self.arena.alloc(otherwise));
        Some((StepBody::Choice { when, then, otherwise }, kind, uses.and(takes).and(or_takes)))
    }

    fn text_body(&mut self, node: &Node) -> Option<StepBody<'m>> {
        let before = std::mem::replace(&mut self.as_text, true);
        // A choice nests, so what was asked for outside comes back afterwards.
        let read = self.body(node);
        self.as_text = before;
        read.map(|(body, ..)| body)
    }

    fn key(&mut self, part: &Entry, reading: &mut Reading<'m>) -> Option<()> {
        let value = &part.value;
        let Reading { items, uses } = reading;
        let mut template = |reader: &mut Self, place| {
            let read = reader.template(value, place, true)?;
            *uses = uses.and(read.uses);
            Some(read.template)
        };
        match part.key.text.as_str() {
            "over" => items.sources = self.sources(value, uses)?,
            "only" => items.only = self.names(value)?,
            "except" => items.except = self.names(value)?,
            "key" => items.key = Some(template(self, Position::Item)?),
            "value" => items.value = Some(template(self, Position::Item)?),
            "drop_empty" => items.drop_empty = self.word(value, ANSWERS)?,
            "drop_equal" => items.drop_equal = self.word(value, ANSWERS)?,
            // Some vendors sign their parameters in the order of their page, which no rule gives.
            "sort" if value.list().is_some() => items.sort = SortBy::Listed(self.names(value)?),
            "sort" => items.sort = self.word(value, ORDERS)?,
            "merge" => items.merge = Some(self.arena.alloc_str(self.plain(value, "a text")?.text)),
            "each" => items.each = template(self, Position::Item)?,
            "join" => items.join = template(self, Position::Step)?,
            _ => {
                self.unknown_key(part, KEYS);
                return None;
            }
        }
        Some(())
    }

    fn unknown_key(&mut self, part: &Entry, keys: &[&str]) {
        let help = suggest::help(&part.key.text, keys.iter().copied());
        self.error(Code::UnknownKey, part.key.span, format!("unknown key {}", quoted(&part.key.text)), help);
    }

    fn names(&mut self, node: &Node) -> Option<&'m [&'m str]> {
        let names = node.list().unwrap_or(std::slice::from_ref(node));
        let names = names.iter().map(|name| self.plain(name, "a name").map(|name| self.arena.alloc_str(name.text)));
        let names: Option<Vec<_>> = names.collect();
        Some(self.arena.alloc_slice(&names?))
    }

    /// A source, or a list of sources and of further pairs.
    fn sources(&mut self, node: &Node, uses: &mut Uses) -> Option<&'m [PairSource<'m>]> {
        let mut sources = Vec::new();
        for source in node.list().unwrap_or(std::slice::from_ref(node)) {
            let Some(pairs) = source.map() else {
                // Whatever the source, its pairs are the request's: a step over them is no constant.
                uses.params = true;
                sources.push(match source.scalar().and_then(|word| word.text.strip_prefix("json.")) {
                    Some(path) if !path.is_empty() => {
                        self.plain(source, "a path")?;
                        PairSource::Json(self.arena.alloc_str(path))
                    }
                    _ => self.word(source, SOURCES)?,
                });
                continue;
            };
            for pair in pairs {
                plain::check(pair.key.located(), "a name", self.diagnostics);
                let read = self.template(&pair.value, Position::Step, true)?;
                *uses = uses.and(read.uses);
                sources.push(PairSource::Pair(self.arena.alloc_str(&pair.key.text), read.template));
            }
        }
        if sources.is_empty() {
            return self.wrong_kind(node, "`over` names at least one source of pairs");
        }
        Some(self.arena.alloc_slice(&sources))
    }

    fn template(&mut self, node: &Node, position: Position, must_be_text: bool) -> Option<Read<'m>> {
        let text = self.text(node)?;
        let vars: Option<&[&str]> = if self.open_vars { None } else { Some(&[]) };
        let names =
            NameTable { position, credentials: self.credentials, steps: &self.steps, scheme_vars: self.vars, vars };
        let read = if must_be_text { template::read_text } else { template::read };
        read(text, &names, self.arena, self.diagnostics)
    }

    fn word<T: Copy>(&mut self, node: &Node, words: &[(&str, T)]) -> Option<T> {
        let word = self.text(node)?;
        let meaning = words.iter().find(|(listed, _)| *listed == word.text).map(|(_, meant)| *meant);
        if meaning.is_none() {
            let listed: Vec<_> = words.iter().map(|(listed, _)| *listed).collect();
            self.diagnostics.push(unknown_word(word, &listed));
        }
        meaning
    }

    fn text<'n>(&mut self, node: &'n Node) -> Option<Located<'n>> {
        match node.scalar() {
            Some(scalar) => Some(Located::new(&scalar.text, scalar.span)),
            None => self.wrong_kind(node, "expected text"),
        }
    }

    /// A text that is no template.
    fn plain<'n>(&mut self, node: &'n Node, what: &str) -> Option<Located<'n>> {
        let text = self.text(node)?;
        plain::check(text, what, self.diagnostics);
        Some(text)
    }

    fn wrong_kind<T>(&mut self, node: &Node, message: &str) -> Option<T> {
        self.error(Code::WrongKind, node.span, format!("{message}; this is {}", node.what()), "");
        None
    }

    /// Reports a mistake.
    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }
}

/// The way back: the text, the map or the choice that is read as this.
pub fn print(body: &StepBody<'_>) -> Node {
    match body {
        StepBody::Template(template) => Node::of_text(template::print(*template)),
        StepBody::Items(items) => print_items(items),
        StepBody::Choice { when, then, otherwise } => {
            let when = Node::of_text(when::print(*when));
            Node::of_map([("when", when), ("then", print(then)), ("else", print(otherwise))])
        }
    }
}

fn print_items(items: &Items<'_>) -> Node {
    let Items { sources, only, except, key, value, drop_empty, drop_equal, sort, merge, each, join } = items;
    let template = |template: Template<'_>| Node::of_text(template::print(template));
    let names = |names: &[&str]| Node::of_list(names.iter().map(|name| Node::of_text(*name)));
    let list = |listed: &[&str]| (!listed.is_empty()).then(|| names(listed));
    let yes = |holds: bool| holds.then(|| Node::of_text("yes"));
    let sort = match sort {
        SortBy::Listed(listed) => Some(names(listed)),
        // The order as it came is what an absent key means.
        SortBy::None => None,
        by => Some(Node::of_text(spelling(by, ORDERS))),
    };
    let keys = [
        ("over", Some(print_sources(sources))),
        ("only", list(only)),
        ("except", list(except)),
        ("key", key.map(template)),
        ("value", value.map(template)),
        ("drop_empty", yes(*drop_empty)),
        ("drop_equal", yes(*drop_equal)),
        ("sort", sort),
        ("merge", merge.map(Node::of_text)),
        ("each", Some(template(*each))),
        ("join", (!join.0.is_empty()).then(|| template(*join))),
    ];
    Node::of_keys(keys)
}

fn print_sources(sources: &[PairSource<'_>]) -> Node {
    match sources {
        [alone] => print_source(alone),
        several => Node::of_list(several.iter().map(print_source)),
    }
}

/// The way back for one source of pairs.
pub fn print_source(source: &PairSource<'_>) -> Node {
    match *source {
        PairSource::Pair(name, value) => Node::of_map([(name, Node::of_text(template::print(value)))]),
        PairSource::Json(path) if !path.is_empty() => Node::of_text(format!("json.{path}")),
        source => Node::of_text(spelling(&source, SOURCES)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::FileId;
    use crate::notation::Forever;
    use crate::syntax::coat;

    const STEPS: &[NamedValue<'static>] = &[NamedValue { name: "摘要", kind: Kind::Text, uses: Uses::NONE }];

    fn read(node: &Node) -> Option<StepBody<'static>> {
        let mut diagnostics = Diagnostics::default();
        let mut reader = StepReader {
            credentials: &[],
            arena: Forever,
            diagnostics: &mut diagnostics,
            steps: STEPS.to_vec(),
            vars: &[],
            open_vars: true,
            as_text: false,
        };
        reader.body(node).map(|(body, ..)| body)
    }

    #[test]
    fn a_step_is_printed_as_it_is_read() {
        for line in [
            "\"{摘要}{body | md5 | hex}\"",
            "订单",
            "{ over: params, each: \"{key.len:02}-{key}:{value}\", join: ; }",
            "{ over: [query, { 请求体: \"{body | utf8}\" }, json.a.b, json], only: [x-*], except: [签名, \"a,b\"], \
             key: \"{value | lower}\", value: \"{value | trim}\", drop_empty: yes, drop_equal: yes, sort: [b, a], \
             merge: \",\", each: \"{key}={value}\", join: \"\\n\" }",
            "{ over: headers, sort: key_descending, each: \"{value}\" }",
            "{ when: \"verb = POST and param.店铺 in [甲, 'a b'] and body | utf8 | lower != 'x,'\", then: \"{body | sha256 | hex}\", else: \"\" }",
            "{ when: header.x is empty, then: { over: form, each: \"{key}\" }, else: { when: path is there, then: a, else: b } }",
        ] {
            // What follows a key of a file is read as what stands in brackets.
            let tree =
                coat::read(&format!("step: {line}"), FileId(0)).unwrap_or_else(|wrong| panic!("{line}: {wrong:?}"));
            let node = tree.get("step").expect("a step");
            let Some(body) = read(node) else { panic!("{line}") };
            assert_eq!(read(&print(&body)), Some(body), "{line}");
            assert_eq!(coat::line(&print(&body)), line);
        }
    }
}
