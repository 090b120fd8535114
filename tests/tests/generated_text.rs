//! What generated code keeps as text is what was loaded: every platform and scheme of the repository is written, its
//! string literals are taken out as the compiler would, and the runtime reads them back.

use signwright_codegen::specs::{SpecApi, Specs};
use signwright_codegen::{Arena, File, emit, load, load_scheme};
use signwright_runtime::model::v1::{platform, sandbox, tables};
use signwright_runtime::model::{Api, Condition, Location, PlatformText, ReplyPlace, ReplyShape, Tables, Test, Text};
use signwright_tests::{files, root};
use syn::{Expr, ExprLit, Item, Lit};

/// The first string literal of a constant.
fn literal(file: &File, constant: &str) -> Option<&'static str> {
    fn first(expr: &Expr) -> Option<&'static str> {
        match expr {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().leak()),
            Expr::Call(call) => call.args.iter().find_map(first),
            Expr::MethodCall(call) => first(&call.receiver),
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
    let made = emit(specs, false);
    let of_sandbox = |file: &File| literal(file, "SANDBOX").map_or(Text::NONE, sandbox);
    let platform_of = |file: &File| {
        let text = platform(literal(file, "PLATFORM")?).sandbox(of_sandbox(file));
        let text: &'static PlatformText = Box::leak(Box::new(text));
        Some(text.platform().unwrap_or_else(|error| panic!("{error}\n{}", file.text)))
    };
    let platforms: Vec<_> = made.iter().filter_map(platform_of).collect();
    let (shared, made): (Vec<_>, Vec<_>) = made.into_iter().partition(|file| file.path.ends_with("/records.rs"));
    let shared = shared.iter().filter_map(|file| {
        let tables: &'static Tables = Box::leak(Box::new(tables(literal(file, "TABLES")?)));
        Some((file.path.strip_suffix("records.rs")?.to_owned(), tables))
    });
    let shared: Vec<_> = shared.collect();
    let read = |file: &File| {
        let tables = tables(literal(file, "TABLES")?).sandbox(of_sandbox(file));
        let tables = match shared.iter().find(|(folder, _)| file.path.starts_with(folder)) {
            Some((_, shared)) => tables.sharing(shared),
            None => tables,
        };
        let tables: &'static Tables = Box::leak(Box::new(tables));
        Some(tables.endpoint().unwrap_or_else(|error| panic!("{error}\n{}", file.text)))
    };
    let endpoints: Vec<_> = made.iter().filter_map(read).collect();
    let loaded: Vec<_> = specs.apis.iter().flat_map(|spec| spec.api.endpoints).collect();
    assert_eq!([platforms.len(), endpoints.len()], [specs.apis.len(), loaded.len()]);
    for spec in &specs.apis {
        let platform = platforms.iter().find(|platform| platform.name == spec.api.platform.name);
        assert_eq!(platform.copied(), Some(spec.api.platform));
    }
    for endpoint in loaded {
        assert!(endpoints.contains(endpoint), "{endpoint:#?}\nis not what is read of\n{made:#?}");
    }
    [platforms.len(), endpoints.len()]
}

fn shares(specs: &Specs<'_>) -> bool {
    specs.apis.iter().any(|spec| !spec.notes.shared.records.is_empty())
}

/// With what no file of a scheme says, and every platform's does.
fn whole<'m>(specs: &Specs<'m>) -> Specs<'m> {
    let apis = specs.apis.iter().map(|spec| {
        let mut platform = *spec.api.platform;
        if platform.reply.shapes.is_empty() {
            platform.reply.shapes = &[ReplyShape {
                success: Some(Condition::Field("code", Test::Is("0"))),
                code: &[ReplyPlace::Path("code")],
                ..ReplyShape::PLAIN
            }];
            platform.common.location = Some(Location::Query);
        }
        SpecApi { api: Api { platform: Box::leak(Box::new(platform)), ..spec.api }, ..*spec }
    });
    Specs { apis: apis.collect() }
}

#[test]
fn the_runtime_reads_what_was_loaded() {
    let arena = Arena::new();
    let folders = ["spec", "tests/consumer/spec", "tests/ui/base", "tests/import/pages", "cli/tests", "import/tests"];
    let specs = folders.iter().flat_map(|dir| files(&root().join(dir), "yaml"));
    let platforms = specs.filter(|file| file.ends_with("platform.yaml"));
    let platforms = platforms.filter_map(|file| Some(load(&arena, file.parent()?)));
    // What a scheme takes in from beside it stands in a folder of its own.
    let schemes = root().join("tests/schemes");
    let schemes = files(&schemes, "yaml").into_iter().filter(|file| file.parent() == Some(&schemes));
    let loaded: Vec<_> = platforms.chain(schemes.map(|file| load_scheme(&arena, &file))).collect();
    assert!(loaded.iter().filter_map(|loaded| loaded.specs.as_ref()).any(shares), "records that endpoints share");
    let counts = loaded.iter().filter_map(|loaded| loaded.specs.as_ref()).map(whole).map(|specs| compare(&specs));
    let [platforms, endpoints] = counts.fold([0, 0], |[all, of_all], [some, of_some]| [all + some, of_all + of_some]);
    assert!(platforms > 80 && endpoints > 30, "{platforms} platforms, {endpoints} endpoints");
}
