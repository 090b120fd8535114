//! Expressions: `sum(line_items: price * num - discount) + ship_amount`. Read, looked up and checked for
//! kind in one pass; amounts are exact, so only numbers are added and multiplied.

use crate::{Expr, Join, Shape, calendar};

use std::marker::PhantomData;

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::notation::cursor::{Cursor, DEPTH, is_word, quoted, quoted_text};
use crate::notation::scope::{self, Kind};
use crate::notation::{Arena, value};

/// Where an expression stands.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'r> {
    /// The record that its fields belong to: the rule's own, or a row of `each`.
    pub row: Shape<'r>,
    /// The rule's own record in a rule with `each`: sibling lists are found in it.
    pub own: Option<Shape<'r>>,
}

/// An expression with what a comparison must know of it.
#[derive(Clone, Copy, Debug)]
pub struct Read<'m> {
    /// The expression.
    pub expr: Expr<'m>,
    /// What it gives.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
    /// Nesting, so that nothing behind this stage can run out of stack.
    depth: usize,
}

/// Reads an expression. `None` comes back when a mistake was found; it is then among the diagnostics.
pub fn read<'m>(
    text: Located<'_>,
    scope: Scope<'_>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<Read<'m>> {
    let mut reader = Reader::new(Cursor::new(text.trim()), scope, arena);
    let read = reader.total().and_then(|read| {
        reader.cursor.skip_blanks();
        if reader.cursor.is_at_end() { Ok(read) } else { Err(reader.expected("`+`, `-`, `*` or the end")) }
    });
    let whole = reader.mistakes.is_empty();
    reader.mistakes.into_iter().for_each(|mistake| diagnostics.push(mistake));
    match read {
        Ok(read) => whole.then_some(read),
        Err(mistake) => {
            diagnostics.push(mistake);
            None
        }
    }
}

struct Reader<'t, 'r, 'm, A> {
    cursor: Cursor<'t>,
    scope: Scope<'r>,
    arena: A,
    kept: PhantomData<&'m str>,
    /// Mistakes in names and kinds: reading goes on behind them.
    mistakes: Vec<Diagnostic>,
    nesting: usize,
}

type Operation<'m> = fn(&'m Expr<'m>, &'m Expr<'m>) -> Expr<'m>;

impl<'t, 'r, 'm, A: Arena<'m>> Reader<'t, 'r, 'm, A> {
    fn new(cursor: Cursor<'t>, scope: Scope<'r>, arena: A) -> Self {
        Self { cursor, scope, arena, kept: PhantomData, mistakes: Vec::new(), nesting: 0 }
    }

    fn total(&mut self) -> Result<Read<'m>, Diagnostic> {
        let mut left = self.product()?;
        loop {
            self.cursor.skip_blanks();
            let operation: Operation<'m> = match self.cursor.peek() {
                // The left side gathers up: `a - b - c` is `(a - b) - c`.
                Some('+') => Expr::Add,
                Some('-') => Expr::Sub,
                _ => return Ok(left),
            };
            self.cursor.bump();
            let right = self.product()?;
            left = self.joined(operation, left, right)?;
        }
    }

    fn product(&mut self) -> Result<Read<'m>, Diagnostic> {
        let mut left = self.factor()?;
        loop {
            self.cursor.skip_blanks();
            if !self.cursor.eat("*") {
                return Ok(left);
            }
            let right = self.factor()?;
            left = self.joined(Expr::Mul, left, right)?;
        }
    }

    fn joined(&mut self, operation: Operation<'m>, left: Read<'m>, right: Read<'m>) -> Result<Read<'m>, Diagnostic> {
        self.must_count(&left);
        self.must_count(&right);
        let span = Span { end: right.span.end, ..left.span };
        // Measured on the tree and not on the text: a chain of a thousand `+` nests in nothing and is still as deep
        // as that for whoever evaluates it.
        let depth = left.depth.max(right.depth) + 1;
        if depth > DEPTH {
            let message = format!("an expression of more than {DEPTH} operations in one another");
            return Err(Diagnostic::error(Code::BadRule, span, message));
        }
        let expr = operation(self.arena.alloc(left.expr), self.arena.alloc(right.expr));
        Ok(Read { expr, kind: Kind::Number, span, depth })
    }

    /// Only numbers can be reckoned with. What may be anything may be one; and so may a field whose own line could not
    /// be read, which has been told already.
    fn must_count(&mut self, read: &Read<'_>) {
        if !matches!(read.kind, Kind::Number | Kind::Any) {
            let message = format!("this is {}, and only numbers are added and multiplied", read.kind.what());
            self.mistakes.push(Diagnostic::error(Code::UnlikeTypes, read.span, message));
        }
    }

    fn factor(&mut self) -> Result<Read<'m>, Diagnostic> {
        self.cursor.skip_blanks();
        self.nesting += 1;
        if self.nesting > DEPTH {
            let message = format!("an expression nests deeper than {DEPTH}");
            return Err(Diagnostic::error(Code::BadRule, self.cursor.here(), message));
        }
        let read = self.nested_factor();
        self.nesting -= 1;
        read
    }

    fn nested_factor(&mut self) -> Result<Read<'m>, Diagnostic> {
        let start = self.cursor.at();
        let opening = self.cursor.here();
        if self.cursor.eat("(") {
            let inside = self.total()?;
            self.closed(opening)?;
            return Ok(Read { span: self.cursor.since(start).span, ..inside });
        }
        if self.cursor.eat("-") {
            let operand = self.factor()?;
            let span = self.cursor.since(start).span;
            // A negative number stays one constant, or printing it would give a difference with zero.
            if let Expr::Const(number) = operand.expr
                && operand.kind == Kind::Number
                && !number.starts_with('-')
            {
                let expr = Expr::Const(self.arena.alloc_str(&format!("-{number}")));
                return Ok(Read { expr, span, ..operand });
            }
            let zero = Read { expr: Expr::Const("0"), kind: Kind::Number, span, depth: 0 };
            return self.joined(Expr::Sub, zero, operand);
        }
        if let Some(text) = self.cursor.quoted(Code::BadRule)? {
            // A quoted text may be compared with a time; whether it can is known only by its form.
            let kind = match (calendar::time(text.text), calendar::day(text.text)) {
                (Ok(_), _) => Kind::Time,
                (_, Ok(_)) => Kind::Day,
                _ if calendar::instant(text.text).is_ok() => Kind::Instant,
                _ => Kind::Text,
            };
            return Ok(Read { expr: Expr::Const(self.arena.alloc_str(text.text)), kind, span: text.span, depth: 0 });
        }
        let word = self.cursor.take_while(|next| is_word(next) || next == '.');
        if word.text.is_empty() {
            return Err(self.expected("a field, a number or `sum(list: …)`"));
        }
        self.cursor.skip_blanks();
        let bracket = self.cursor.here();
        if self.cursor.eat("(") {
            return self.over_rows(start, word, bracket);
        }
        if value::is_number(word.text) {
            let expr = Expr::Const(self.arena.alloc_str(word.text));
            return Ok(Read { expr, kind: Kind::Number, span: word.span, depth: 0 });
        }
        // A field may be called `true`; then the vendor's table wins over the constant.
        let is_field = self.scope.row.record().fields.iter().any(|field| field.name == word.text);
        if matches!(word.text, "true" | "false") && !is_field {
            let expr = Expr::Const(self.arena.alloc_str(word.text));
            return Ok(Read { expr, kind: Kind::Bool, span: word.span, depth: 0 });
        }
        let found = scope::find_one(self.scope.row, word);
        let kind = self.or_note(found).map_or(Kind::Number, |ty| Kind::of(&ty));
        Ok(Read { expr: Expr::Field(self.arena.alloc_str(word.text)), kind, span: word.span, depth: 0 })
    }

    /// `sum(list by theirs = ours: EXPR)` and `count(list by theirs = ours)`, behind the bracket.
    fn over_rows(&mut self, start: usize, function: Located<'t>, bracket: Span) -> Result<Read<'m>, Diagnostic> {
        if !matches!(function.text, "sum" | "count") {
            let message = format!("there is no function {}", quoted(function.text));
            return Err(Diagnostic::error(Code::BadRule, function.span, message)
                .help("the functions are `sum(list: EXPR)` and `count(list)`"));
        }
        let list = self.path("a list")?;
        self.cursor.skip_blanks();
        // `by` may be the vendor's own word, so the cursor goes back when it was not it.
        let by = self.cursor;
        let keys = if self.cursor.take_while(is_word).text == "by" {
            Some(self.keys()?)
        } else {
            self.cursor = by;
            None
        };
        let home = match (keys, self.scope.own) {
            (None, _) => self.scope.row,
            (Some(_), Some(own)) => own,
            (Some((theirs, _)), None) => {
                self.mistakes.push(
                    Diagnostic::error(
                        Code::BadRule,
                        theirs.span,
                        "rows are matched by a key only in a rule with `each`",
                    )
                    .help("add `each: list` for the rows whose keys are looked up in the sibling list"),
                );
                // Reading goes on in the rule's record, so that the mistakes behind this one are found as well.
                self.scope.row
            }
        };
        let found = scope::find_rows(home, list);
        let rows = self.or_note(found);
        let join = keys.map(|(theirs, ours)| {
            self.must_match(rows, theirs, ours);
            Join { theirs: self.arena.alloc_str(theirs.text), ours: self.arena.alloc_str(ours.text) }
        });
        let name = self.arena.alloc_str(list.text);
        let (expr, depth) = if function.text == "count" {
            (Expr::Count(name, join), 0)
        } else {
            let of = self.summed(rows)?;
            (Expr::Sum(name, join, self.arena.alloc(of.expr)), of.depth + 1)
        };
        self.closed(bracket)?;
        Ok(Read { expr, kind: Kind::Number, span: self.cursor.since(start).span, depth })
    }

    /// `: EXPR` over the rows of a list.
    fn summed(&mut self, rows: Option<Shape<'_>>) -> Result<Read<'m>, Diagnostic> {
        self.cursor.skip_blanks();
        if !self.cursor.eat(":") {
            return Err(self.expected("`:` and what is summed"));
        }
        // Without the list its fields cannot be looked up; the text is read all the same, to find its end.
        let known = rows.is_some();
        let scope = Scope { row: rows.unwrap_or(self.scope.row), own: None };
        let mut inner = Reader { nesting: self.nesting, ..Reader::new(self.cursor, scope, self.arena) };
        let of = inner.total()?;
        inner.must_count(&of);
        self.cursor = inner.cursor;
        // Fields of a list that was not found would all be told as unknown.
        if known {
            self.mistakes.append(&mut inner.mistakes);
        }
        Ok(of)
    }

    /// `theirs = ours`, or one name for both.
    fn keys(&mut self) -> Result<(Located<'t>, Located<'t>), Diagnostic> {
        let theirs = self.path("a key")?;
        self.cursor.skip_blanks();
        let ours = if self.cursor.eat("=") { self.path("the row's key")? } else { theirs };
        Ok((theirs, ours))
    }

    fn must_match(&mut self, rows: Option<Shape<'_>>, theirs: Located<'t>, ours: Located<'t>) {
        let found = rows.map(|rows| scope::find_one(rows, theirs));
        let their_kind = found.and_then(|found| self.or_note(found)).map(|ty| Kind::of(&ty));
        let found = scope::find_one(self.scope.row, ours);
        let our_kind = self.or_note(found).map(|ty| Kind::of(&ty));
        if let (Some(their_kind), Some(our_kind)) = (their_kind, our_kind)
            && !their_kind.is_like(our_kind)
        {
            let message = format!("the key is {} there and {} here", their_kind.what(), our_kind.what());
            self.mistakes.push(Diagnostic::error(Code::UnlikeTypes, theirs.span, message));
        }
    }

    fn path(&mut self, what: &str) -> Result<Located<'t>, Diagnostic> {
        self.cursor.skip_blanks();
        let path = self.cursor.take_while(|next| is_word(next) || next == '.');
        if path.text.is_empty() { Err(self.expected(what)) } else { Ok(path) }
    }

    fn closed(&mut self, opening: Span) -> Result<(), Diagnostic> {
        self.cursor.skip_blanks();
        if self.cursor.eat(")") {
            return Ok(());
        }
        Err(self.expected("`+`, `-`, `*` or `)`").related(opening, "this bracket is open"))
    }

    fn or_note<T>(&mut self, found: Result<T, Diagnostic>) -> Option<T> {
        found.map_err(|mistake| self.mistakes.push(mistake)).ok()
    }

    fn expected(&mut self, what: &str) -> Diagnostic {
        self.cursor.skip_blanks();
        self.cursor.expected(Code::BadRule, what)
    }
}

/// An expression, which `read` reads back: a constant that stands alone must be no number that is meant as text.
pub fn print(expr: &Expr<'_>) -> String {
    nested(expr, 0)
}

/// `binding` is how tightly what stands around binds: 0 a sum, 1 the right side of one, 2 that of a product.
fn nested(expr: &Expr<'_>, binding: u8) -> String {
    let keys = |join: &Option<Join<'_>>| match join {
        None => String::new(),
        Some(Join { theirs, ours }) if theirs == ours => format!(" by {theirs}"),
        Some(Join { theirs, ours }) => format!(" by {theirs} = {ours}"),
    };
    let (strength, text) = match expr {
        Expr::Const(text) if value::is_number(text) => (3, (*text).to_owned()),
        Expr::Const(text) => (3, quoted_text(text)),
        Expr::Field(field) => (3, (*field).to_owned()),
        Expr::Add(left, right) => (0, format!("{} + {}", nested(left, 0), nested(right, 1))),
        Expr::Sub(left, right) => (0, format!("{} - {}", nested(left, 0), nested(right, 1))),
        Expr::Mul(left, right) => (1, format!("{} * {}", nested(left, 1), nested(right, 2))),
        Expr::Sum(list, join, of) => (3, format!("sum({list}{}: {})", keys(join), nested(of, 0))),
        Expr::Count(list, join) => (3, format!("count({list}{})", keys(join))),
    };
    if strength < binding { format!("({text})") } else { text }
}

#[cfg(test)]
#[path = "expr_tests.rs"]
mod tests;
