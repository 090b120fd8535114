//! Plants mistakes in a file: another comparison, `||` for `&&`, `-` for `+`, a negation left out, a branch of a `match`
//! never or always taken, a function that does nothing. Each asks whether it is the one that is turned on.

use std::collections::BTreeSet;
use std::path::Path;

use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, BinOp, Block, Expr, ExprBinary, GenericArgument, ImplItem, Item, PatGuard, PathArguments, ReturnType,
    Signature, Stmt, TraitItem, Type, UnOp, parse_quote,
};

/// The variable that turns a mistake on, by its number; they begin with 1.
pub(crate) const VARIABLE: &str = "SIGNWRIGHT_MUTANT";

/// What the copy of the engine gets beside its own modules.
pub(crate) const QUESTION: &str = r#"
#[allow(missing_docs)]
pub mod mutants {
    static ON: std::sync::LazyLock<Option<u32>> =
        std::sync::LazyLock::new(|| std::env::var("SIGNWRIGHT_MUTANT").ok().and_then(|id| id.parse().ok()));

    pub fn on(id: u32) -> bool {
        *ON == Some(id)
    }
}
"#;

/// A mistake.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    pub(crate) id: u32,
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) what: String,
}

/// The text of a file with mistakes in it, which are added to the list; those that do not compile are left out.
pub(crate) fn plant(
    text: &str,
    file: &str,
    broken: &BTreeSet<u32>,
    mutants: &mut Vec<Mutant>,
    next: &mut u32,
) -> syn::Result<String> {
    let mut tree = syn::parse_file(text)?;
    Planter { file, broken, mutants, next }.visit_file_mut(&mut tree);
    Ok(prettyplease::unparse(&tree))
}

/// The mistake that stands at this line of a planted file, or nearest before it.
pub(crate) fn nearest(file: &Path, line: usize) -> Option<u32> {
    let text = std::fs::read_to_string(file).ok()?;
    let before: Vec<&str> = text.lines().take(line).collect();
    let asked = before.iter().rev().find_map(|line| line.rsplit_once("crate::mutants::on("))?.1;
    asked.split(|digit: char| !digit.is_ascii_digit()).next()?.parse().ok()
}

struct Planter<'a> {
    file: &'a str,
    broken: &'a BTreeSet<u32>,
    mutants: &'a mut Vec<Mutant>,
    next: &'a mut u32,
}

impl Planter<'_> {
    /// The number of a new mistake, unless it is one that does not compile.
    fn mutant(&mut self, line: usize, what: impl Into<String>) -> Option<u32> {
        *self.next += 1;
        let id = *self.next;
        if self.broken.contains(&id) {
            return None;
        }
        self.mutants.push(Mutant { id, file: self.file.to_owned(), line, what: what.into() });
        Some(id)
    }

    /// Lets a function return at once, with each value that its type has of itself.
    fn body(&mut self, signature: &Signature, block: &mut Block) {
        if signature.constness.is_some() || signature.asyncness.is_some() {
            return;
        }
        let (line, body) = (signature.ident.span().start().line, block.to_token_stream().to_string());
        visit_mut::visit_block_mut(self, block);
        // What a function does anyway is no mistake.
        let does_it = |value: &str| body.replace(' ', "") == format!("{{{}}}", value.replace(' ', ""));
        for value in values(&signature.output).iter().filter(|value| !does_it(value)) {
            let shown = if value.is_empty() { "()" } else { value };
            if let Some(id) = self.mutant(line, format!("`{}` returns `{shown}`", signature.ident)) {
                let value: Option<Expr> = syn::parse_str(value).ok();
                let early: Stmt = parse_quote!(if crate::mutants::on(#id) { return #value; });
                block.stmts.insert(0, early);
            }
        }
    }
}

impl VisitMut for Planter<'_> {
    fn visit_item_mut(&mut self, item: &mut Item) {
        match item {
            Item::Const(_) | Item::Static(_) | Item::Macro(_) => {}
            Item::Mod(module) if is_test(&module.attrs) => {}
            Item::Fn(function) if is_test(&function.attrs) => {}
            Item::Fn(function) => self.body(&function.sig, &mut function.block),
            _ => visit_mut::visit_item_mut(self, item),
        }
    }

    fn visit_impl_item_mut(&mut self, item: &mut ImplItem) {
        if let ImplItem::Fn(function) = item {
            self.body(&function.sig, &mut function.block);
        }
    }

    fn visit_trait_item_mut(&mut self, item: &mut TraitItem) {
        if let TraitItem::Fn(function) = item
            && let Some(block) = &mut function.default
        {
            self.body(&function.sig, block);
        }
    }

    fn visit_pat_guard_mut(&mut self, pattern: &mut PatGuard) {
        let line = pattern.guard.span().start().line;
        visit_mut::visit_pat_guard_mut(self, pattern);
        let guard = &mut pattern.guard;
        if has_let(guard) {
            return;
        }
        if let Some(id) = self.mutant(line, "this branch is never taken") {
            **guard = parse_quote!(!crate::mutants::on(#id) && (#guard));
        }
        if let Some(id) = self.mutant(line, "this branch is taken whatever its condition says") {
            **guard = parse_quote!(crate::mutants::on(#id) || (#guard));
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let original = expr.clone();
        // An array's length is a constant.
        if let Expr::Repeat(repeat) = expr {
            return self.visit_expr_mut(&mut repeat.expr);
        }
        visit_mut::visit_expr_mut(self, expr);
        let line = original.span().start().line;
        match original {
            Expr::Binary(binary) if !has_let(expr) => {
                let ExprBinary { left, op, right, .. } = binary;
                let Some(other) = other(&op) else { return };
                let line = op.span().start().line;
                let what = format!("`{}` for `{}`", other.to_token_stream(), op.to_token_stream());
                if let Some(id) = self.mutant(line, what) {
                    *expr = parse_quote!((if crate::mutants::on(#id) { #left #other #right } else { #expr }));
                }
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => {
                let inner = unary.expr;
                if let Some(id) = self.mutant(line, "a negation left out") {
                    *expr = parse_quote!((if crate::mutants::on(#id) { #inner } else { #expr }));
                }
            }
            _ => {}
        }
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.to_token_stream().to_string().contains("test"))
}

/// Whether a condition binds names: it then cannot stand anywhere else.
fn has_let(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

fn other(op: &BinOp) -> Option<BinOp> {
    Some(match op {
        BinOp::Lt(_) => parse_quote!(<=),
        BinOp::Le(_) => parse_quote!(<),
        BinOp::Gt(_) => parse_quote!(>=),
        BinOp::Ge(_) => parse_quote!(>),
        BinOp::Eq(_) => parse_quote!(!=),
        BinOp::Ne(_) => parse_quote!(==),
        BinOp::And(_) => parse_quote!(||),
        BinOp::Or(_) => parse_quote!(&&),
        BinOp::Add(_) => parse_quote!(-),
        BinOp::Sub(_) => parse_quote!(+),
        BinOp::Mul(_) | BinOp::Rem(_) => parse_quote!(/),
        BinOp::Div(_) => parse_quote!(*),
        BinOp::AddAssign(_) => parse_quote!(-=),
        BinOp::SubAssign(_) => parse_quote!(+=),
        _ => return None,
    })
}

/// What a function of this type may return without having done anything.
fn values(output: &ReturnType) -> &'static [&'static str] {
    let ReturnType::Type(_, ty) = output else { return &[""] };
    let Type::Path(path) = &**ty else { return &[] };
    let Some(last) = path.path.segments.last() else { return &[] };
    let first = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.first(),
        _ => None,
    };
    let of_nothing = matches!(first, Some(GenericArgument::Type(Type::Tuple(tuple))) if tuple.elems.is_empty());
    match last.ident.to_string().as_str() {
        "bool" => &["true", "false"],
        "Option" => &["None"],
        "String" => &["String::new()"],
        "Vec" => &["Vec::new()"],
        "Result" if of_nothing => &["Ok(())"],
        _ => &[],
    }
}
