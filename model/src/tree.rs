//! The text that generated code keeps the model in, beside the tables: values as trees. `told` says which tree each part
//! of the model is; the generator lays trees out, and here they are read.

/// A value as generated code tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree<'t> {
    /// `"订单"`, or between `"""` as it stands.
    Text(&'t str),
    /// `-15`
    Number(i64),
    /// `[1, 2]`
    List(Vec<Tree<'t>>),
    /// `Form`, `Json("body")`, `Query { rows: "[]" }`; without a name, `("tid", "订单")`.
    Variant(&'t str, Vec<Tree<'t>>),
    /// `{ name: "A", parts: [] }`
    Fields(Vec<(&'t str, Tree<'t>)>),
}

/// Trees in trees in trees: the generator writes none that are deeper.
const MAX_DEPTH: usize = 512;

impl Tree<'static> {
    /// Reads what the generator wrote. What it does not write is read as some tree: nothing is reported here.
    pub fn read(text: &'static str) -> Self {
        Reader { rest: text, depth: 0 }.tree()
    }
}

struct Reader {
    rest: &'static str,
    depth: usize,
}

impl Reader {
    fn tree(&mut self) -> Tree<'static> {
        self.depth += 1;
        let tree = if self.depth > MAX_DEPTH { Tree::List(Vec::new()) } else { self.inner() };
        self.depth -= 1;
        tree
    }

    fn inner(&mut self) -> Tree<'static> {
        if self.eat("\"\"\"") {
            let (text, rest) = self.rest.split_once("\"\"\"").unwrap_or((self.rest, ""));
            self.rest = rest;
            return Tree::Text(text);
        }
        if self.eat("\"") {
            return Tree::Text(quoted(&mut self.rest));
        }
        if self.eat("[") {
            return Tree::List(self.list("]", Self::tree));
        }
        if self.eat("{") {
            return Tree::Fields(self.list("}", Self::field));
        }
        let word = self.word();
        if self.eat("(") {
            return Tree::Variant(word, self.list(")", Self::tree));
        }
        if self.eat("{") {
            return Tree::Variant(word, vec![Tree::Fields(self.list("}", Self::field))]);
        }
        word.parse().map_or_else(|_| Tree::Variant(word, Vec::new()), Tree::Number)
    }

    fn field(&mut self) -> (&'static str, Tree<'static>) {
        self.blanks();
        let name = self.word();
        self.eat(":");
        (name, self.tree())
    }

    /// Items with commas between and perhaps behind them.
    fn list<T>(&mut self, close: &str, item: impl Fn(&mut Self) -> T) -> Vec<T> {
        let mut list = Vec::new();
        while !self.eat(close) && !self.rest.is_empty() {
            let before = self.rest.len();
            list.push(item(self));
            self.eat(",");
            if self.rest.len() == before {
                break;
            }
        }
        list
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n']);
    }

    fn eat(&mut self, text: &str) -> bool {
        self.blanks();
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn word(&mut self) -> &'static str {
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
        let (word, rest) = self.rest.split_at_checked(end.unwrap_or(self.rest.len())).unwrap_or((self.rest, ""));
        self.rest = rest;
        word
    }
}

/// Takes what stands before the closing quote, and the quote. `\n`, `\\` and `\"` are one character each, and so is
/// `\{202e}`, a character that would not show.
fn quoted(rest: &mut &'static str) -> &'static str {
    let mut escaped = false;
    let end = rest.char_indices().find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    let (inside, behind) = end.and_then(|(at, _)| rest.split_at_checked(at)).unwrap_or((*rest, ""));
    *rest = behind.strip_prefix('"').unwrap_or(behind);
    if inside.contains('\\') { unescaped(inside).leak() } else { inside }
}

fn unescaped(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => plain.push('\n'),
                Some('{') => {
                    let number: String = chars.by_ref().take_while(|c| *c != '}').collect();
                    plain.extend(u32::from_str_radix(&number, 16).ok().and_then(char::from_u32));
                }
                other => plain.extend(other),
            },
            c => plain.push(c),
        }
    }
    plain
}
