//! Real pages, where they stand beside the repository: how many rows each has is known from counting its lines.
//! Without them the test says so and passes.
#![cfg(feature = "import")]

mod import;

use std::path::{Path, PathBuf};

use signwright_codegen::import::page::{Layout, Page, TableKind};

use import::{page, unaccounted};

/// Rows of fields for each page of the corpus, by `grep` for rows of six cells without headers and separators.
const CORPUS: &str = "\
aftersales.refund.Refund.search 193
finance.RawPayment.push 27
finance.StockCost.search 31
finance.invoice.InvoiceOrder.search 89
goods.ApiGoods.upload 25
goods.GoodsBrand.upload 17
goods.Suite.search 77
process.Process.search 71
purchase.ProviderGoods.queryDetail 76
purchase.PurchaseApply.cancelForApi 14
purchase.PurchaseApply.upload 23
purchase.StockInPreOrder.search 56
sales.RawTrade.pushSelf 94
sales.RawTrade.search 133
sales.StockSync.cancelSync 11
sales.StockSync.getSelfWaitSyncIdListOpen 17
sales.TradeQuery.getTradeMergedLog 23
setting.Address.provinceSearch 25
setting.PurchaseProvider.push 39
setting.strategy.VirtualWarehouse.orderSearch 62
setting.strategy.VirtualWarehouse.reserveExtractAdd 22
statistic.StockinCollect.queryCostWithDetail 82
wms.GoodsPack.upload 21
wms.PositionCapacity.search 45
wms.StockPd.stockSyncByPd 22
wms.StockSpec.queryChangeHistory 39
wms.outer.OuterTransfer.createByApi 25
wms.stockin.Base.searchSN 32
wms.stockin.Other.cancelOtherOrder 11
wms.stockin.Other.createOtherOrder 35
wms.stockin.Other.queryWithDetail 67
wms.stockin.PreStockin.createExt 22
wms.stockin.Transfer.createOrder 31
wms.stockother.In.push 39
wms.stockother.Out.push 45
wms.stockout.OtherQuery.queryWithDetail 84
wms.stockout.Sales.searchLogistics 53
";

/// The folder of real pages, in a folder `shared` beside the repository or above it.
fn shared(part: &str) -> Option<PathBuf> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found = above.map(|dir| dir.join("shared").join(part)).find(|dir| dir.is_dir());
    if found.is_none() {
        println!("skipped: no ../shared/{part} beside the repository");
    }
    found
}

fn read(path: &Path) -> (String, Page) {
    let text = std::fs::read_to_string(path).expect("a page");
    let page = page(&text);
    (text, page)
}

fn fields(page: &Page) -> usize {
    page.tables().filter(|(_, table)| table.kind == TableKind::Fields).map(|(_, table)| table.rows.len()).sum()
}

#[test]
fn every_row_of_the_corpus_is_found() {
    let Some(dir) = shared("corpus/wangdian-flagship") else { return };
    for line in CORPUS.lines() {
        let (name, rows) = line.split_once(' ').expect("a name and a count");
        let (text, page) = read(&dir.join(format!("{name}.md")));
        assert_eq!(page.layout, Layout::Markdown, "{name}");
        assert_eq!(page.endpoint.as_ref().map(|endpoint| endpoint.text.as_str()), Some(name));
        assert_eq!(fields(&page).to_string(), rows, "{name}");
        assert_eq!(unaccounted(&text, &page), Vec::<u32>::new(), "{name}");
    }
}

#[test]
fn every_row_of_the_seeds_is_found() {
    let Some(dir) = shared("seeds") else { return };
    // The layout, rows of fields, all rows.
    let seeds = [
        ("000", Layout::Markdown, 12, 14),
        ("001", Layout::Bare, 15, 17),
        ("002", Layout::RunTogether, 69, 71),
        ("003", Layout::Bare, 20, 62),
    ];
    let files: Vec<PathBuf> =
        std::fs::read_dir(&dir).expect("a folder").filter_map(|entry| Some(entry.ok()?.path())).collect();
    for (name, layout, rows, all) in seeds {
        let path =
            files.iter().find(|path| path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(name)));
        let (text, page) = read(path.expect("the seed"));
        assert_eq!((page.layout, fields(&page), page.rows()), (layout, rows, all), "{name}");
        assert_eq!(unaccounted(&text, &page), Vec::<u32>::new(), "{name}");
    }
}
