//! A call of any endpoint of any platform, by its table alone, so that a bar can go through all of them; and a request for each
//! that its cases, or the platform of this crate, have.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use signwright_runtime::model::v1::tables;
use signwright_runtime::model::{Api, Endpoint, EndpointResult, Platform, PlatformResult, Tables};
use signwright_runtime::{
    Endpoint as Call, Fields, FillFields, Filler, Leniency, Limits, Node, TreePlace, Value, Violations, Visitor,
    conform, json, validate,
};
use signwright_tests::case::{Case, pairs_at};
use signwright_tests::{read, root};

thread_local! {
    /// What is called on this thread: a type names its endpoint without a value of it.
    static CALLED: Cell<Option<(&'static Platform<'static>, &'static Endpoint<'static>)>> = const { Cell::new(None) };
}

static NOTHING: Tables = tables("\nendpoint\n  name  nothing\n\nresponse\n");

/// A request of the endpoint that was last chosen on this thread.
pub struct AnyCall {
    rows: Vec<Row>,
}

struct Row(Node<'static>);

/// A response that is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread;

/// A request and the values of the call that it needs.
#[derive(Clone)]
pub struct Sample {
    /// Its document.
    pub request: Node<'static>,
    /// Values for the platform's templates.
    pub vars: Vec<(String, String)>,
}

impl AnyCall {
    /// Chooses an endpoint, and makes a request of it. The error is what the document breaks.
    pub fn of(
        platform: &'static Platform<'static>,
        endpoint: &'static Endpoint<'static>,
        sample: &Sample,
    ) -> Result<Self, String> {
        CALLED.set(Some((platform, endpoint)));
        let (node, violations) =
            conform(endpoint.request(), sample.request.clone(), Leniency::default(), platform.zone);
        match node {
            Node::Record(rows) => Ok(Self { rows: rows.into_iter().map(|row| Row(row.into_owned())).collect() }),
            _ => Err(violations.iter().map(ToString::to_string).collect()),
        }
    }
}

impl Value for Row {
    fn node_at<'v>(&'v self, _: TreePlace<'v>) -> Node<'v> {
        self.0.clone()
    }
}

impl Fields for AnyCall {
    fn visit<'v>(&'v self, to: &mut Visitor<'v>) {
        let rows: Vec<&'v dyn Value> = self.rows.iter().map(|row| row as _).collect();
        to.record(&NOTHING, 0, "", &rows);
    }
}

impl Fields for Unread {
    fn visit<'v>(&'v self, to: &mut Visitor<'v>) {
        to.record(&NOTHING, 0, "", &[]);
    }
}

impl FillFields for Unread {
    fn visit_mut(&mut self, _: &mut Filler<'_>) {}
}

impl Call for AnyCall {
    type Response = Unread;

    fn platform() -> PlatformResult {
        Ok(CALLED.get().expect("an endpoint was chosen").0)
    }

    fn endpoint() -> EndpointResult {
        Ok(CALLED.get().expect("an endpoint was chosen").1)
    }
}

/// All platforms: the shipped ones, that of this crate, and those of other vendors.
pub fn apis() -> Vec<&'static Api<'static>> {
    let all = [signwright_client::APIS.apis(), crate::APIS.apis(), signwright_vendors::APIS.apis()];
    all.into_iter().flat_map(|apis| apis.expect("their texts are read").iter().copied()).collect()
}

type Samples = BTreeMap<(String, String), Vec<Sample>>;

/// A valid request for an endpoint, where there is one.
pub fn sample(platform: &Platform<'_>, endpoint: &Endpoint<'_>) -> Option<Sample> {
    static SAMPLES: OnceLock<Samples> = OnceLock::new();
    let key = (platform.name.to_owned(), endpoint.name.to_owned());
    let is_valid = |sample: &&Sample| {
        let shape = endpoint.request();
        let (node, mut violations) = conform(shape, sample.request.clone(), Leniency::default(), platform.zone);
        violations.extend(validate(shape, &node, platform.zone));
        !Violations(violations).stop()
    };
    SAMPLES.get_or_init(samples).get(&key)?.iter().find(is_valid).cloned()
}

fn samples() -> Samples {
    let mut samples = Samples::new();
    let mut add = |platform: &str, endpoint: &str, request: &str, vars: Vec<(String, String)>| {
        let request =
            json::parse(request.as_bytes(), Limits::default()).expect("a case's request is JSON").into_owned();
        let of_endpoint = samples.entry((platform.to_owned(), endpoint.to_owned())).or_default();
        of_endpoint.push(Sample { request, vars });
    };
    let vars = |case: &Case| pairs_at(&case.json("unsigned").unwrap_or_default(), "vars");
    for case in Case::all().iter().filter(|case| case.has("wire")) {
        if let Some(request) = case.text("request") {
            add(&case.platform, &case.endpoint, request, vars(case));
        }
    }
    for api in signwright_vendors::APIS.apis().expect("their texts are read") {
        let folder = root().join("tests/platforms").join(api.platform.name);
        let files = std::fs::read_dir(folder.join("cases")).expect("each vendor has cases");
        for file in files.flatten().map(|file| file.path()) {
            // A case is of the endpoint whose file has the same name.
            let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let spec = read(&folder.join(format!("{stem}.yaml")));
            let endpoint = spec.lines().find_map(|line| line.strip_prefix("endpoint: ")).unwrap_or_default();
            let endpoint = endpoint.trim_matches(['"', '\'']);
            let cases = Case::of_file(&format!("{}/{endpoint}/cases", api.platform.name), &file);
            for case in cases.iter().filter(|case| case.has("wire")) {
                if let Some(request) = case.text("request") {
                    add(api.platform.name, endpoint, request, vars(case));
                }
            }
        }
    }
    for (endpoint, request) in [
        ("order.push", r#"{"orders":[{"tid":"单1😀","version":1,"buyer":"张三（北京）","paid":8.80}]}"#),
        ("order.note", r#"{"tid":"单1😀","note":"加急，谢谢！"}"#),
        ("order.import", r#"{"orders":[{"tid":"单1😀","version":1,"buyer":"张三（北京）"}]}"#),
        ("order.query", r#"{"page_no":1,"page_size":10}"#),
        ("token.refresh", r#"{"refresh_token":"第一张券"}"#),
    ] {
        add("shijie", endpoint, request, Vec::new());
    }
    samples
}
