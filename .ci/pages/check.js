// Checks pages of verdicts in Chromium: that nothing is loaded and nothing goes wrong, that the filters work by mouse and by
// keyboard, that axe finds nothing, that nothing is wider than a phone, and that paper shows everything.
"use strict";
const { chromium } = require("playwright-core");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const FOLDER = process.env.SHOTS;

let failures = 0;

// One page in one kind of browser window.
class View {
  static async open(browser, file, name, options) {
    const context = await browser.newContext(options);
    const view = new View();
    Object.assign(view, { context, name: `${path.basename(file, ".html")} ${name}`, page: await context.newPage() });
    const url = pathToFileURL(path.resolve(file)).href;
    view.page.on("console", (message) => view.expect(false, `the console says: ${message.text()}`));
    view.page.on("pageerror", (error) => view.expect(false, `an error: ${error.message}`));
    view.page.on("request", (request) => view.expect(request.url() === url, `it loads ${request.url()}`));
    await view.page.goto(url);
    return view;
  }

  expect(holds, otherwise) {
    if (!holds) {
      failures += 1;
      console.error(`${this.name}: ${otherwise}`);
    }
  }

  equal(is, should, what) {
    this.expect(is === should, `${what}: ${is}, not ${should}`);
  }

  async shot(name = "") {
    if (FOLDER) {
      await this.page.screenshot({ path: path.join(FOLDER, `${this.name}${name}.png`.replaceAll(" ", "-")), fullPage: true });
    }
  }

  // Evaluated from outside, so the policy of the page stays as it is.
  async axe(state) {
    await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate(() => axe.run());
    for (const { id, help, nodes } of violations) {
      this.expect(false, `axe, ${state}: ${id}: ${help}: ${nodes[0].html.slice(0, 200)}`);
    }
  }

  visible(selector) {
    return this.page.locator(selector).filter({ visible: true }).count();
  }

  openAll() {
    return this.page.evaluate(() => document.querySelectorAll("details").forEach((item) => { item.open = true; }));
  }

  // Nothing is wider than the window, and no words stick out of their box.
  async width() {
    const names = await this.page.evaluate(() => {
      const limit = document.documentElement.clientWidth;
      const isOver = (one) => one.getBoundingClientRect().right > limit + 0.5 || (one.clientWidth > 0 && one.scrollWidth > one.clientWidth);
      return [document.documentElement, ...document.body.querySelectorAll("*")].filter(isOver).map((one) => one.outerHTML.slice(0, 200));
    });
    this.expect(names.length === 0, `too wide: ${names.at(-1)}`);
  }
}

const ITEM = "details[data-status]";

async function looks(view) {
  await view.shot();
  await view.axe("as it opens");
  await view.openAll();
  await view.axe("with all items open");
  await view.width();
  await view.shot(" open");
}

async function filters(view) {
  const { page } = view;
  const all = await page.locator(ITEM).count();
  const told = () => page.locator("#shown").textContent();
  const statuses = await page.locator(ITEM).evaluateAll((items) => [...new Set(items.map((item) => item.dataset.status))]);
  for (const status of statuses) {
    const box = page.getByRole("checkbox", { name: status, exact: true });
    const some = await page.locator(`${ITEM}[data-status="${status}"]`).count();
    await box.click();
    view.equal(await view.visible(`${ITEM}[data-status="${status}"]`), 0, `${status} items after a click`);
    view.equal(await told(), `${all - some} of ${all} items shown`, "told");
    await box.focus();
    await page.keyboard.press("Space");
    view.equal(await view.visible(ITEM), all, "items after the space bar");
  }
  const search = page.getByRole("searchbox", { name: "Search" });
  const title = await page.locator(`${ITEM} h3`).last().textContent();
  await search.focus();
  await page.keyboard.type(title.toUpperCase());
  const found = await view.visible(ITEM);
  view.expect(found >= 1 && found < all, `${found} items of ${all} have ${title}`);
  view.equal(await view.visible("section[data-tier]"), 1, "tiers with items that are shown");
  await search.fill("no such words");
  view.equal(await told(), `0 of ${all} items shown`, "told");
  await search.fill("");
  view.equal(await view.visible(ITEM), all, "items without a search");
}

// With the keyboard alone: each stop can be seen, and an item opens and closes.
async function keyboard(view) {
  const { page } = view;
  const stops = await page.locator("input, summary, a").filter({ visible: true }).count();
  const seen = [];
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press("Tab");
    seen.push(await page.evaluate(() => {
      const at = document.activeElement;
      return { name: at.tagName, outline: getComputedStyle(at).outlineStyle };
    }));
  }
  view.equal(seen[0].name, "INPUT", "the first stop");
  view.equal(seen.at(-1).name === "SUMMARY" || seen.at(-1).name === "A", true, "the last stop is an item");
  view.expect(seen.every(({ outline }) => outline !== "none"), "a stop of the keyboard is not marked");
  const first = page.locator(`${ITEM} summary`).first();
  const isOpen = () => page.locator(ITEM).first().evaluate((item) => item.open);
  const before = await isOpen();
  await first.focus();
  await page.keyboard.press("Enter");
  view.equal(await isOpen(), !before, "the first item after Enter");
}

// All words are on paper, whatever was closed, and the page is as it was afterwards.
async function paper(view) {
  const { page } = view;
  const open = () => page.locator(`${ITEM}[open]`).count();
  const before = await open();
  await page.emulateMedia({ media: "print" });
  await page.pdf();
  view.equal(await open(), before, "open items after printing");
  view.equal(await view.visible("fieldset"), 0, "filters on paper");
  view.equal(await view.visible(`${ITEM} > div`), await page.locator(ITEM).count(), "items with their answers on paper");
  const back = await page.locator(".state").first().evaluate((state) => getComputedStyle(state).backgroundColor);
  view.equal(back, "rgba(0, 0, 0, 0)", "what is behind a state, which printers leave out");
  view.equal(await view.visible("h1, h2, h3"), await page.locator("h1, h2, h3").count(), "headings on paper");
}

async function withoutScript(view) {
  const { page } = view;
  view.equal(await view.visible("fieldset"), 0, "filters that would do nothing");
  view.equal(await view.visible(ITEM), await page.locator(ITEM).count(), "items");
  await paper(view);
}

async function check(browser, file) {
  const visit = async (name, options, ...checks) => {
    const view = await View.open(browser, file, name, options);
    for (const one of checks) await one(view);
    await view.context.close();
  };
  for (const [size, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
    for (const colorScheme of ["light", "dark"]) {
      await visit(`${size} ${colorScheme}`, { viewport, colorScheme }, looks);
    }
    await visit(`${size} in use`, { viewport }, keyboard, filters, paper);
  }
  await visit("without script", { viewport: DESKTOP, javaScriptEnabled: false }, withoutScript);
}

(async () => {
  // Chromium's own sandbox does not work for root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args });
  for (const file of process.argv.slice(2)) {
    const before = failures;
    await check(browser, file);
    if (failures === before) console.log(`${file}: fine`);
  }
  await browser.close();
  process.exitCode = failures === 0 ? 0 : 1;
})();
