//! What generated code keeps as text is what was loaded: every platform and scheme of the repository is written, its
//! string literals are taken out as the compiler would, and the runtime reads them back.

use std::fs;
use std::path::{Path, PathBuf};

use signwright_codegen::specs::Specs;
use signwright_codegen::{Arena, File, emit, load, load_scheme};
use signwright_runtime::model::{self, Tables};
use signwright_tests::root;
use syn::{Expr, ExprLit, Item, Lit};

/// What a folder holds, in the order of the names.
fn inside(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut entries: Vec<_> = entries.collect();
    entries.sort();
    entries
}

/// The folders of platforms within this one.
fn platforms(dir: &Path) -> Vec<PathBuf> {
    if dir.join("platform.yaml").is_file() {
        return vec![dir.to_owned()];
    }
    inside(dir).iter().filter(|dir| dir.is_dir()).flat_map(|dir| platforms(dir)).collect()
}

/// The first string literal of a constant.
fn literal(file: &File, constant: &str) -> Option<&'static str> {
    fn first(expr: &Expr) -> Option<&'static str> {
        match expr {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().leak()),
            Expr::Call(call) => call.args.iter().find_map(first),
            Expr::MethodCall(call) => first(&call.receiver),
            Expr::Closure(closure) => first(&closure.body),
            _ => None,
        }
    }
    let parsed = syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{error} in {}:\n{}", file.path, file.text));
    parsed.items.iter().find_map(|item| match item {
        Item::Static(item) if item.ident == constant => first(&item.expr),
        Item::Const(item) if item.ident == constant => first(&item.expr),
        _ => None,
    })
}

/// Holds what is read of the generated files against what was loaded. Says how many platforms and endpoints there were.
fn compare(specs: &Specs<'_>) -> [usize; 2] {
    let files = emit(specs, false);
    let platforms: Vec<_> = files.iter().filter_map(|file| literal(file, "PLATFORM")).map(model::platform).collect();
    let read = |file: &File| {
        let tables = model::tables(literal(file, "TABLES")?).extras(literal(file, "EXTRAS").unwrap_or_default());
        let tables: &'static Tables = Box::leak(Box::new(tables));
        Some(tables.endpoint())
    };
    let endpoints: Vec<_> = files.iter().filter_map(read).collect();
    let loaded: Vec<_> = specs.apis.iter().flat_map(|spec| spec.api.endpoints).collect();
    assert_eq!([platforms.len(), endpoints.len()], [specs.apis.len(), loaded.len()]);
    for spec in &specs.apis {
        let platform = platforms.iter().find(|platform| platform.name == spec.api.platform.name);
        assert_eq!(platform, Some(spec.api.platform));
    }
    for endpoint in loaded {
        assert!(endpoints.contains(endpoint), "{endpoint:#?}\nis not what is read of\n{files:#?}");
    }
    [platforms.len(), endpoints.len()]
}

#[test]
fn the_runtime_reads_what_was_loaded() {
    let arena = Arena::new();
    let folders = ["spec", "tests/consumer/spec", "tests/ui/base", "tests/import/pages", "codegen/tests"];
    let folders = folders.iter().flat_map(|dir| platforms(&root().join(dir))).map(|dir| load(&arena, &dir));
    let schemes = inside(&root().join("tests/schemes"));
    let schemes = schemes.iter().filter(|file| file.extension().is_some_and(|end| end == "yaml"));
    let loaded: Vec<_> = folders.chain(schemes.map(|file| load_scheme(&arena, file))).collect();
    let counts = loaded.iter().filter_map(|loaded| loaded.specs.as_ref()).map(compare);
    let [platforms, endpoints] = counts.fold([0, 0], |[all, of_all], [some, of_some]| [all + some, of_all + of_some]);
    assert!(platforms > 80 && endpoints > 30, "{platforms} platforms, {endpoints} endpoints");
}
