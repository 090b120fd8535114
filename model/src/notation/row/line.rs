//! A row of the vendor's table as a line: `[place] TYPE[marks] [= default]  title [| description]`. Names in the
//! type are left to `types`, the default's meaning to `value` or, in the common table, to `template`.

use super::stray;
use super::type_expr::{self, TypeExpr};
use crate::Travels;
use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Span};
use crate::notation::cursor::Cursor;
use crate::syntax::slips;

/// A field's line, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldLine<'t> {
    /// Where the row travels, if the line says it.
    pub travels: Option<(Travels, Span)>,
    /// The type; its words are the vendor's own.
    pub ty: TypeExpr<'t>,
    /// The marks.
    pub marks: Marks,
    /// The default, without quotes.
    pub default: Option<Located<'t>>,
    /// The title; may be empty.
    pub title: Located<'t>,
    /// The description; may be empty.
    pub text: Located<'t>,
}

/// The marks behind a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// `!`
    pub required: bool,
    /// `?`
    pub inferred: bool,
    /// `""`, with its place.
    pub may_be_empty: Option<Span>,
}

const FORM: &str = "a line is `TYPE[marks] [= default]  title [| description]`";

/// Reads a field's line.
pub fn field(line: Located<'_>) -> Result<FieldLine<'_>, Diagnostic> {
    let line = line.trim();
    let mut cursor = Cursor::new(line);
    let travels = travels(&mut cursor);
    let ty = type_expr::parse(&mut cursor)?;
    let marks = marks(&mut cursor)?;
    // A default may follow without a blank, `int=1`, because nothing else begins with `=`.
    if !cursor.peek().is_none_or(|next| next.is_whitespace() || next == '=') {
        let mistake = cursor.expected(Code::BadField, "a blank behind the type and its marks");
        return Err(if mistake.help.is_empty() { mistake.help(FORM) } else { mistake });
    }
    cursor.skip_blanks();
    let default = if cursor.eat("=") { Some(default(&mut cursor)?) } else { None };
    if let Some(value) = default {
        is_whole(value, cursor.rest())?;
    }
    cursor.skip_blanks();
    let behind = cursor.rest();
    // Before the title is cut at a bar: a stray mark says more than what follows from it.
    stray::check(behind, ty.words)?;
    let (title, text) = behind.split_bar();
    title.no_wide_bar(Code::BadField)?;
    // The empty description stands at the end of the line, so that a message about it has a place.
    let text = text.unwrap_or_else(|| line.part(line.text.len(), line.text.len()));
    Ok(FieldLine { travels, ty, marks, default, title, text })
}

/// The word before the type that says where a row travels, with its place. No record can be named so.
pub(in crate::notation) fn travels(cursor: &mut Cursor<'_>) -> Option<(Travels, Span)> {
    let before = *cursor;
    let word = cursor.take_while(|next| !next.is_whitespace());
    let travels =
        Travels::WORDS.iter().find(|(known, _)| *known == word.text).map(|(_, travels)| (*travels, word.span));
    if travels.is_none() {
        *cursor = before;
    }
    cursor.skip_blanks();
    travels
}

/// Reads type words that stand alone: the `$type` of coded values.
pub fn type_words(words: Located<'_>) -> Result<TypeExpr<'_>, Diagnostic> {
    let mut cursor = Cursor::new(words.trim());
    let ty = type_expr::parse(&mut cursor)?;
    if cursor.is_at_end() { Ok(ty) } else { Err(cursor.expected(Code::BadField, "nothing more behind the type")) }
}

/// The marks behind a type.
pub(in crate::notation) fn marks(cursor: &mut Cursor<'_>) -> Result<Marks, Diagnostic> {
    let mut marks = Marks::default();
    loop {
        let start = cursor.at();
        let again = if cursor.eat("!") {
            std::mem::replace(&mut marks.required, true)
        } else if cursor.eat("?") {
            std::mem::replace(&mut marks.inferred, true)
        } else if cursor.eat("\"\"") {
            marks.may_be_empty.replace(cursor.since(start).span).is_some()
        } else {
            break;
        };
        if again {
            let mark = cursor.since(start);
            return Err(Diagnostic::error(Code::BadField, mark.span, format!("`{}` stands twice", mark.text)));
        }
    }
    match marks.may_be_empty {
        Some(span) if !marks.required => {
            Err(Diagnostic::error(Code::BadField, span, "an optional text may always be empty")
                .help("`\"\"` belongs to a required text: `varchar(100)!\"\"`"))
        }
        _ => Ok(marks),
    }
}

/// A default: up to the next blank outside braces, or quoted.
fn default<'t>(cursor: &mut Cursor<'t>) -> Result<Located<'t>, Diagnostic> {
    cursor.skip_blanks();
    if let Some(value) = cursor.quoted(Code::BadField)? {
        if !cursor.peek().is_none_or(char::is_whitespace) {
            return Err(cursor.expected(Code::BadField, "a blank behind the default"));
        }
        return Ok(value);
    }
    if let Some((quote, meant @ ('"' | '\''))) = cursor.peek().and_then(|quote| Some((quote, slips::twin(quote)?))) {
        let message = format!("`{quote}` does not quote a default");
        let mistake = Diagnostic::error(Code::BadField, cursor.here(), message);
        return Err(mistake.help(slips::write_instead(quote, meant) + ", and the same at its end"));
    }
    let start = cursor.at();
    let mut open = None;
    while let Some(next) = cursor.peek() {
        if next.is_whitespace() && open.is_none() {
            break;
        }
        let here = cursor.here();
        // `{{` is a brace of the text and opens nothing, except within a placeholder, where it is a mistake of the
        // template.
        if open.is_none() && cursor.eat("{{") {
            continue;
        }
        cursor.bump();
        // A text within braces may hold any of these signs.
        if open.is_some() && matches!(next, '"' | '\'') {
            cursor.take_while(|inside| inside != next);
            cursor.bump();
        }
        match next {
            '{' => open = Some(here),
            '}' => open = None,
            _ => {}
        }
    }
    if let Some(opening) = open {
        let wide = cursor.since(start).text.chars().find(|c| slips::twin(*c) == Some('}'));
        let help = wide.map_or("write `}` behind it".to_owned(), |wide| slips::write_instead(wide, '}'));
        return Err(Diagnostic::error(Code::BadTemplate, opening, "this `{` is never closed").help(help));
    }
    let value = cursor.since(start);
    if value.text.is_empty() {
        return Err(cursor.expected(Code::BadField, "a default behind `=`").help("an empty default is `= \"\"`"));
    }
    Ok(value)
}

/// Refuses a value that ends at a blank which someone may have meant to be in it: behind it stands one blank alone, and then
/// what only values have, or the two blanks that usually come before a title.
fn is_whole(value: Located<'_>, behind: Located<'_>) -> Result<(), Diagnostic> {
    const INPUTS: [&str; 7] = ["{credential.", "{clock.", "{signature", "{nonce", "{var.", "{body", "{endpoint"];
    let title = behind.trim();
    let is_one_blank = behind.text.strip_prefix(' ').is_some_and(|title| !title.starts_with(char::is_whitespace));
    let title_alone = title.split_bar().0.trim();
    let is_cut = INPUTS.iter().any(|input| title.text.contains(input)) || title_alone.text.contains("  ");
    if !is_one_blank || !is_cut {
        return Ok(());
    }
    let message = format!("the value ends at its first blank: it is `{}`", value.text);
    let mistake = Diagnostic::error(Code::BadField, value.span, message);
    Err(mistake
        .help("quote a value that has blanks, `= \"Bearer {credential.token}\"`; or write two blanks behind this one"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::notation::cursor::tests::{at_start, marked};

    fn parts(line: &str) -> (String, Marks, Option<String>, String, String) {
        let field = field(at_start(line)).expect(line);
        for part in [field.ty.words, field.title, field.text].into_iter().chain(field.default) {
            assert_eq!(marked(line, part.span), part.text);
        }
        let own = |part: Located<'_>| part.text.to_owned();
        (own(field.ty.words), field.marks, field.default.map(own), own(field.title), own(field.text))
    }

    fn marks(required: bool, inferred: bool) -> Marks {
        Marks { required, inferred, may_be_empty: None }
    }

    #[test]
    fn a_line_is_taken_apart() {
        let own = str::to_owned;
        assert_eq!(
            parts("varchar(20)!          店铺编号 | 代表店铺的编码|唯一 | 区分店铺"),
            (own("varchar(20)"), marks(true, false), None, own("店铺编号"), own("代表店铺的编码|唯一 | 区分店铺"))
        );
        assert_eq!(
            parts("Switch = 1　模式(0:否)"),
            (own("Switch"), marks(false, false), Some(own("1")), own("模式(0:否)"), own(""))
        );
        assert_eq!(
            parts("String! = {clock.unix | x} 🕒 时间戳"),
            (own("String"), marks(true, false), Some(own("{clock.unix | x}")), own("🕒 时间戳"), own(""))
        );
        assert_eq!(parts("datetime = \"0000-00-00 00:00:00\" 时间").2, Some(own("0000-00-00 00:00:00")));
        assert_eq!(parts("varchar(9) = '' 空").2, Some(own("")));
        assert_eq!(parts("varchar(9) = {{x 空").2, Some(own("{{x")));
        assert_eq!(parts("varchar(9) = {'{{}' | form}x 括号").2, Some(own("{'{{}' | form}x")));
        assert_eq!(parts("String! = Bearer  令牌 {credential.token}  二").2, Some(own("Bearer")));
        assert_eq!(parts("String! = \"Bearer {credential.token}\" 令牌").2, Some(own("Bearer {credential.token}")));
        assert_eq!(parts("int = 1 模式 | 一  二").2, Some(own("1")));
        assert_eq!(parts("Order[1..~50]!? 货品").1, marks(true, true));
        assert_eq!(parts("int?").1, marks(false, true));
        assert!(parts("varchar(100)!\"\" 昵称").1.may_be_empty.is_some());
        assert_eq!(parts("int(11)|text  返回码").0, "int(11)|text");
        assert_eq!(parts("int  \u{202E}*/ }{ \"\u{202C}").3, "\u{202E}*/ }{ \"\u{202C}");
    }

    #[test]
    fn a_row_may_begin_with_its_place() {
        for (line, travels, place) in [
            ("header varchar(40)!  请求编号", Some(Travels::Header), "header"),
            ("document　Trade[]  成交", Some(Travels::Document), "document"),
            ("body Object", Some(Travels::InBody), "body"),
            ("Path  路径", None, ""),
            ("documents  文档", None, ""),
        ] {
            let read = field(at_start(line)).expect(line).travels;
            assert_eq!(read.map(|(travels, _)| travels), travels, "{line}");
            assert_eq!(read.map_or("", |(_, span)| marked(line, span)), place, "{line}");
        }
        assert_mistake("query", Code::BadField, "", "");
    }

    #[test]
    fn ways_within_ways_are_one_mistake_however_many_they_are() {
        let inner = format!("{}int[]{}", "json<".repeat(9_999), ">".repeat(9_999));
        assert_mistake(&format!("json<{inner}>  标签"), Code::BadField, &inner, "leave one of the two words out");
        assert_mistake("comma<Indexed(0)<int[]>>  标签", Code::BadField, "Indexed(0)<int[]>", "leave one");
    }

    fn assert_mistake(line: &str, code: Code, at: &str, help: &str) {
        let mistake = field(at_start(line)).expect_err(line);
        assert_eq!((mistake.code, marked(line, mistake.span)), (code, at), "{line}: {}", mistake.message);
        assert!(mistake.help.contains(help), "{line}: {}", mistake.help);
    }

    #[test]
    fn every_mistake_is_marked_where_it_is() {
        assert_mistake("varchar(40)店铺", Code::BadField, "店", "a line is");
        assert_mistake("varchar（40） 店铺", Code::BadField, "（", "write `(`");
        assert_mistake("varchar(40)！ 店铺", Code::BadField, "！", "write `!`");
        assert_mistake("varchar(40)!! 店铺", Code::BadField, "!", "");
        assert_mistake("varchar(40)\"\" 店铺", Code::BadField, "\"\"", "varchar(100)!");
        assert_mistake("varchar (40) 店铺", Code::BadField, "(40)", "directly");
        assert_mistake("decimal(9,2) ! 价格", Code::BadField, "!", "directly");
        assert_mistake("Order [1..50] 货品", Code::BadField, "[1..50]", "directly");
        assert_mistake("int = \"1 数量", Code::BadField, "\"", "");
        assert_mistake("int = \"1\"数量", Code::BadField, "数", "");
        assert_mistake("String! = Bearer {credential.token}  令牌", Code::BadField, "Bearer", "quote a value");
        assert_mistake("String! = Walmart Marketplace  服务", Code::BadField, "Walmart", "two blanks");
        assert_mistake("int =", Code::BadField, "", "an empty default");
        assert_mistake("String = {clock 时间", Code::BadTemplate, "{", "");
        assert_mistake("", Code::BadField, "", "");
        assert_mistake("！", Code::BadField, "！", "write `!`");
    }

    #[test]
    fn hostile_lengths_are_no_trouble() {
        let long = "长".repeat(10_000);
        assert!(field(at_start(&long)).is_ok());
        assert_eq!(parts(&format!("int {long}")).3, long);
        let deep = format!("int{}", "[".repeat(10_000));
        assert!(field(at_start(&deep)).is_err());
        assert!(field(at_start(&"Map<".repeat(10_000))).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(line in "(?s).{0,60}", words in "[a-zA-Z(){}<>|!?\"=~.,0-9 店（\\[\\]]{0,40}") {
            for line in [line, words] {
                if let Err(mistake) = field(at_start(&line)) {
                    marked(&line, mistake.span);
                }
            }
        }
    }
}
