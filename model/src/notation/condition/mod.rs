//! Conditions: `due_status = 2 and (paid > 0 or not remark is empty)`. Over a record every field must exist
//! and every constant must be one of its values; over an answer paths are collected, for `endpoint::answers` to check,
//! and an HTTP status (`HTTP 2xx`) and a header (`header X-Code = 0`) are terms.
//!
//! `print` is the way back.

mod print;

pub use self::print::{print, print_over};

use std::marker::PhantomData;

use crate::{Condition, Shape, Test, Type};

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::notation::cursor::{Cursor, DEPTH, is_word, quoted};
use crate::notation::scope::{self, Kind};
use crate::notation::suggest;
use crate::notation::{Arena, status, value, wire_name};

/// Reads a condition over the fields of a record.
/// `None` comes back when a mistake was found; it is then among the diagnostics.
pub fn read<'m>(
    text: Located<'_>,
    over: Shape<'_>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<Condition<'m>> {
    let reader = Reader { over: Some(over), ..Reader::new(text, arena) };
    reader.whole(diagnostics).map(|(condition, _)| condition)
}

/// Reads a condition over an answer, and gives the paths that it reads: what they lead to is for `answers` to say.
pub fn read_answer<'t, 'm>(
    text: Located<'t>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<(Condition<'m>, Vec<Located<'t>>)> {
    Reader { of_answer: true, ..Reader::new(text, arena) }.whole(diagnostics)
}

/// Reads a condition over a row whose fields are not known here.
pub(in crate::notation) fn read_row<'m>(
    text: Located<'_>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<Condition<'m>> {
    Reader::new(text, arena).whole(diagnostics).map(|(condition, _)| condition)
}

/// Reads the condition of a refusal: over the request, and over what the sandbox says of its reason.
pub fn read_refusal<'m>(
    text: Located<'_>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<Condition<'m>> {
    const REASON: &[&str] = &["var.field", "var.rule"];
    let reader = Reader { vars: Some(REASON), ..Reader::new(text, arena) };
    reader.whole(diagnostics).map(|(condition, _)| condition)
}

/// What stands before a header's name.
pub(super) const HEADER: &str = "header";

struct Reader<'t, 'r, 'm, A> {
    cursor: Cursor<'t>,
    over: Option<Shape<'r>>,
    /// The names that begin with `var.`, where there are such.
    vars: Option<&'static [&'static str]>,
    /// HTTP statuses and headers are terms of it.
    of_answer: bool,
    arena: A,
    kept: PhantomData<&'m str>,
    /// Mistakes in names and constants: reading goes on behind them.
    mistakes: Vec<Diagnostic>,
    /// The paths that were read.
    paths: Vec<Located<'t>>,
}

impl<'t, 'm, A: Arena<'m>> Reader<'t, '_, 'm, A> {
    /// A reader that takes names as they are.
    fn new(text: Located<'t>, arena: A) -> Self {
        let (mistakes, paths) = (Vec::new(), Vec::new());
        Self {
            cursor: Cursor::new(text),
            over: None,
            vars: None,
            of_answer: false,
            arena,
            kept: PhantomData,
            mistakes,
            paths,
        }
    }

    /// The whole text as one condition, and the paths that it reads.
    fn whole(mut self, diagnostics: &mut Diagnostics) -> Option<(Condition<'m>, Vec<Located<'t>>)> {
        let condition = self.any(0).and_then(|condition| {
            self.cursor.skip_blanks();
            if self.cursor.is_at_end() { Ok(condition) } else { Err(self.expected("`and`, `or` or the end")) }
        });
        let condition = condition.map_err(|mistake| self.mistakes.push(mistake)).ok();
        // A condition with an unknown field would be evaluated as if the field were absent, so none comes back.
        let condition = condition.filter(|_| self.mistakes.is_empty());
        self.mistakes.into_iter().for_each(|mistake| diagnostics.push(mistake));
        condition.map(|condition| (condition, self.paths))
    }

    fn any(&mut self, depth: usize) -> Result<Condition<'m>, Diagnostic> {
        let mut parts = vec![self.all(depth)?];
        while self.keyword("or") {
            parts.push(self.all(depth)?);
        }
        Ok(self.joined(&parts, Condition::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Condition<'m>, Diagnostic> {
        let mut parts = vec![self.one(depth)?];
        while self.keyword("and") {
            parts.push(self.one(depth)?);
        }
        Ok(self.joined(&parts, Condition::All))
    }

    fn joined(&self, parts: &[Condition<'m>], join: fn(&'m [Condition<'m>]) -> Condition<'m>) -> Condition<'m> {
        match parts {
            [one] => *one,
            more => join(self.arena.alloc_slice(more)),
        }
    }

    fn one(&mut self, depth: usize) -> Result<Condition<'m>, Diagnostic> {
        self.cursor.skip_blanks();
        // `not` counts like a bracket: a line of nothing else would go as deep.
        if depth >= DEPTH {
            let message = format!("conditions nest deeper than {DEPTH}");
            return Err(Diagnostic::error(Code::BadRule, self.cursor.here(), message));
        }
        if self.keyword("not") {
            return Ok(Condition::Not(self.arena.alloc(self.one(depth + 1)?)));
        }
        let opening = self.cursor.here();
        if self.cursor.eat("(") {
            let inside = self.any(depth + 1)?;
            self.cursor.skip_blanks();
            return if self.cursor.eat(")") {
                Ok(inside)
            } else {
                Err(self.expected("`and`, `or` or `)`").related(opening, "this bracket is open"))
            };
        }
        self.test()
    }

    fn test(&mut self) -> Result<Condition<'m>, Diagnostic> {
        // A dash belongs to the name of a header (`header.x-time`); nothing is subtracted in a condition.
        let path = self.cursor.take_while(|next| is_word(next) || matches!(next, '.' | '-'));
        if path.text.is_empty() || matches!(path.text, "and" | "or" | "in" | "is") {
            let mistake = Diagnostic::error(Code::BadRule, path.span, "expected a field");
            return Err(if path.text.is_empty() { self.expected("a field") } else { mistake });
        }
        if path.text == status::WORD && self.of_answer {
            let before = self.cursor;
            self.cursor.skip_blanks();
            if self.cursor.peek().is_some_and(|next| next.is_ascii_digit()) {
                return Ok(Condition::Status(status::parse(self.cursor.take_while(is_word))?));
            }
            self.cursor = before;
        }
        if path.text == HEADER && self.of_answer {
            let before = self.cursor;
            self.cursor.skip_blanks();
            let name = self.cursor.take_while(|next| is_word(next) || next == '-');
            // `header is empty` and `header in [1]` speak of a member of that name.
            if !matches!(name.text, "" | "is" | "in") {
                wire_name::header(name)?;
                let test = self.test_of(name, None)?;
                return Ok(Condition::Header(self.arena.alloc_str(name.text), test));
            }
            self.cursor = before;
        }
        if let Some(vars) = self.vars.filter(|vars| path.text.starts_with("var.") && !vars.contains(&path.text)) {
            let message = format!("unknown name {}", quoted(path.text));
            let help = suggest::help(path.text, vars.iter().copied());
            // Noted and not returned, so that the rest of the line is read for further mistakes.
            self.mistakes.push(Diagnostic::error(Code::UnknownName, path.span, message).help(help));
        }
        let ty = match self.over.map(|shape| scope::find_one(shape, path)) {
            Some(Ok(ty)) => Some(ty),
            Some(Err(mistake)) => {
                self.mistakes.push(mistake);
                None
            }
            None => None,
        };
        self.paths.push(path);
        let test = self.test_of(path, ty.as_ref())?;
        Ok(Condition::Field(self.arena.alloc_str(path.text), test))
    }

    fn test_of(&mut self, path: Located<'t>, ty: Option<&Type<'_>>) -> Result<Test<'m>, Diagnostic> {
        const TESTS: &str = "the tests are `=`, `!=`, `<`, `>`, `in [1, 2]`, `is empty`, `is there`";
        self.cursor.skip_blanks();
        // Before `!` is looked at alone: the help for that one says to write `not`.
        if self.cursor.eat("!=") {
            return Ok(Test::IsNot(self.constant(path, ty)?));
        }
        let sign = self.cursor;
        // Two signs before one, or `<=` would be read as `<` with a constant that begins with `=`.
        if ["==", "<=", ">="].iter().any(|sign| self.cursor.eat(sign)) {
            let sign = self.cursor.since(sign.at());
            let help = match sign.text {
                "==" => "write `=`",
                "<=" => "write `not a > 1` for `a <= 1`",
                _ => "write `not a < 1` for `a >= 1`",
            };
            return Err(
                Diagnostic::error(Code::BadRule, sign.span, format!("there is no test `{}`", sign.text)).help(help)
            );
        }
        if self.cursor.eat("=") {
            return Ok(Test::Is(self.constant(path, ty)?));
        }
        if self.cursor.eat("<") {
            return Ok(Test::Below(self.number(path, ty)?));
        }
        if self.cursor.eat(">") {
            return Ok(Test::Above(self.number(path, ty)?));
        }
        if self.keyword("in") {
            return self.list(path, ty);
        }
        if self.keyword("is") {
            for (word, test) in [("empty", Test::Empty), ("there", Test::There)] {
                if self.keyword(word) {
                    return Ok(test);
                }
            }
            return Err(self.expected("`empty` or `there`").help(TESTS));
        }
        let mistake = self.expected("a test");
        if self.keyword("not") {
            return Err(mistake.help(format!("`not` stands before: `not {} …`", path.text)));
        }
        Err(if mistake.help.is_empty() { mistake.help(TESTS) } else { mistake })
    }

    fn list(&mut self, path: Located<'t>, ty: Option<&Type<'_>>) -> Result<Test<'m>, Diagnostic> {
        self.cursor.skip_blanks();
        if !self.cursor.eat("[") {
            return Err(self.expected("`[`"));
        }
        let mut codes = Vec::new();
        loop {
            codes.push(self.constant(path, ty)?);
            self.cursor.skip_blanks();
            if self.cursor.eat("]") {
                return Ok(Test::OneOf(self.arena.alloc_slice(&codes)));
            }
            if !self.cursor.eat(",") {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    /// A constant that the field must be able to have.
    fn constant(&mut self, path: Located<'t>, ty: Option<&Type<'_>>) -> Result<&'m str, Diagnostic> {
        let (mut constant, bare) = self.raw_constant()?;
        if let Some(ty) = ty {
            constant.text = value::meant(constant.text, ty);
        }
        if let Some(ty) = ty
            && let Err(unfit) = value::check(constant.text, ty)
        {
            let code = if unfit.unlisted { Code::UnknownCode } else { Code::UnlikeTypes };
            let message = format!("{} {}, so {} never has it", quoted(constant.text), unfit.why, quoted(path.text));
            self.mistakes.push(Diagnostic::error(code, constant.span, message).help(unfit.help));
        } else if let Some(shape) = self.over
            && bare
            // In quotes the text is meant, even where a field has the same name.
            && shape.record().field(constant.text).is_some()
        {
            let message = format!("{} is a field, and a condition compares with a constant", quoted(constant.text));
            self.mistakes
                .push(Diagnostic::error(Code::BadRule, constant.span, message).help(
                    "quote it if the text is meant; two fields are compared by the rules `equals` and `ordered`",
                ));
        }
        Ok(self.arena.alloc_str(constant.text))
    }

    /// A number or an instant that the field is held against.
    fn number(&mut self, path: Located<'t>, ty: Option<&Type<'_>>) -> Result<&'m str, Diagnostic> {
        let (constant, _) = self.raw_constant()?;
        let kind = ty.map_or(Kind::Any, Kind::of);
        // An instant is compared as one, whatever form it travels in.
        if let Some(ty) = ty.filter(|_| kind == Kind::Instant) {
            if let Err(unfit) = value::check(constant.text, ty) {
                let message = format!("{} {}", quoted(constant.text), unfit.why);
                self.mistakes.push(Diagnostic::error(Code::UnlikeTypes, constant.span, message).help(unfit.help));
            }
        } else if !value::is_number(constant.text) {
            let message = format!("{} is no number", quoted(constant.text));
            self.mistakes.push(
                Diagnostic::error(Code::UnlikeTypes, constant.span, message)
                    .help("`<` and `>` compare with a number; two times are compared by the rule `ordered`"),
            );
        } else if !kind.is_like(Kind::Number) {
            let message = format!("{} is {} and cannot be less or more than a number", quoted(path.text), kind.what());
            self.mistakes.push(Diagnostic::error(Code::UnlikeTypes, path.span, message));
        }
        Ok(self.arena.alloc_str(constant.text))
    }

    /// A constant, and whether it stands without quotes.
    fn raw_constant(&mut self) -> Result<(Located<'t>, bool), Diagnostic> {
        self.cursor.skip_blanks();
        if let Some(text) = self.cursor.quoted(Code::BadRule)? {
            return Ok((text, false));
        }
        if !self.cursor.peek().is_some_and(|next| is_word(next) || next == '-') {
            return Err(self.expected("a number or quoted text"));
        }
        // Dates, paths and versions need no quotes: none of their marks means anything here.
        Ok((self.cursor.take_while(|next| is_word(next) || "-.:/*".contains(next)), true))
    }

    /// Passes a whole word.
    fn keyword(&mut self, word: &str) -> bool {
        let before = self.cursor;
        self.cursor.skip_blanks();
        // A whole word is taken, so that a field `order_no` does not begin with `or`.
        if self.cursor.take_while(is_word).text == word {
            return true;
        }
        self.cursor = before;
        false
    }

    fn expected(&mut self, what: &str) -> Diagnostic {
        self.cursor.skip_blanks();
        let mistake = self.cursor.expected(Code::BadRule, what);
        match self.cursor.peek() {
            Some('&' | '＆') => mistake.help("write `and`"),
            Some('|' | '｜') => mistake.help("write `or`"),
            Some('!' | '！') => mistake.help("write `not`"),
            _ => mistake,
        }
    }
}

#[cfg(test)]
mod tests;
