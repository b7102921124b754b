// The public clients tincanjs and @xapi/xapi against a running server, which LRS_TEST_ENDPOINT,
// LRS_TEST_KEY and LRS_TEST_SECRET name (tests/clients/run.py starts one).
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import test from "node:test";

const require = createRequire(import.meta.url);
const TinCan = require("tincanjs");
const XAPI = require("@xapi/xapi");

const { LRS_TEST_ENDPOINT: endpoint, LRS_TEST_KEY: key, LRS_TEST_SECRET: secret } = process.env;
const activityId = `http://example.com/activities/${randomUUID()}`;
const verb = { id: `http://example.com/verbs/${randomUUID()}`, display: { en: "did" } };
const actor = { objectType: "Agent", name: "李明", mbox: `mailto:${randomUUID()}@example.com` };
const content = "a file\r\nof two lines";
const attachment = {
  usageType: "http://example.com/usage/some",
  display: { en: "a file" },
  contentType: "text/plain",
  length: content.length,
  sha2: createHash("sha256").update(content).digest("hex"),
};
const statement = () => ({ id: randomUUID(), actor, verb, object: { id: activityId } });

const tincan = new TinCan.LRS({
  endpoint, username: key, password: secret, version: "1.0.2", allowFail: false,
});
// A method of tincanjs as a promise of what its callback gets.
const call = (name, ...parts) => new Promise((resolve, reject) => {
  const callback = (error, found) => error === null
    ? resolve(found) : reject(new Error(`${name}: ${error} ${found?.responseText}`));
  const options = parts.pop();
  tincan[name](...parts, { ...options, callback });
});

test("tincanjs writes, reads and queries", async () => {
  const own = statement();
  await call("saveStatement", new TinCan.Statement(own), {});
  const found = await call("retrieveStatement", own.id, {});
  assert.equal(found.id, own.id);
  assert.equal(found.actor.name, actor.name);
  await call("saveStatements", [1, 2, 3].map(() => new TinCan.Statement(statement())), {});
  const page = await call("queryStatements", { params: { verb: new TinCan.Verb(verb), limit: 2 } });
  assert.equal(page.statements.length, 2);
  const more = await call("moreStatements", { url: page.more });
  assert.ok(more.statements.length >= 2);
});

test("tincanjs sends and reads attachments", async () => {
  const own = statement();
  const bytes = new TextEncoder().encode(content).buffer;
  const whole = { ...own, attachments: [{ ...attachment, content: bytes }] };
  await call("saveStatement", new TinCan.Statement(whole), {});
  const found = await call("retrieveStatement", own.id, { params: { attachments: true } });
  assert.equal(found.attachments[0].getContentAsString(), content);
});

test("tincanjs keeps state and profiles", async () => {
  const agent = new TinCan.Agent(actor);
  const activity = new TinCan.Activity({ id: activityId });
  await call("saveState", "place", "page 5", { agent, activity, contentType: "text/plain" });
  const state = await call("retrieveState", "place", { agent, activity });
  assert.equal(state.contents, "page 5");
  await call("dropState", "place", { agent, activity });
  assert.equal(await call("retrieveState", "place", { agent, activity }), null);
  await call("saveActivityProfile", "some", "of it", { activity, contentType: "text/plain" });
  assert.equal((await call("retrieveActivityProfile", "some", { activity })).contents, "of it");
  await call("saveAgentProfile", "some", "of him", { agent, contentType: "text/plain" });
  assert.equal((await call("retrieveAgentProfile", "some", { agent })).contents, "of him");
});

// As in a browser: under node its other adapter replaces the Content-Type of attachments.
const xapi = new XAPI({
  endpoint, auth: XAPI.toBasicAuth(key, secret), version: "1.0.3", adapter: "fetch",
});

test("@xapi/xapi writes, reads and queries", async () => {
  const own = statement();
  assert.deepEqual((await xapi.sendStatement({ statement: own })).data, [own.id]);
  const found = (await xapi.getStatement({ statementId: own.id })).data;
  assert.deepEqual([found.id, found.actor], [own.id, actor]);
  await xapi.sendStatements({ statements: [statement(), statement()] });
  const page = (await xapi.getStatements({ agent: actor, verb: verb.id, limit: 1 })).data;
  assert.equal(page.statements.length, 1);
  const more = (await xapi.getMoreStatements({ more: page.more })).data;
  assert.equal(more.statements.length, 1);
  await xapi.voidStatement({ actor, statementId: own.id });
  assert.equal((await xapi.getVoidedStatement({ voidedStatementId: own.id })).data.id, own.id);
});

test("@xapi/xapi sends and reads attachments", async () => {
  const own = { ...statement(), attachments: [attachment] };
  await xapi.sendStatement({ statement: own, attachments: [content] });
  const [found, ...files] = (
    await xapi.getStatement({ statementId: own.id, attachments: true })
  ).data;
  assert.equal(found.id, own.id);
  assert.equal(files.length, 1);
  assert.ok(content.endsWith(files[0])); // it splits its answer into lines and keeps the last
});

test("@xapi/xapi keeps state and profiles", async () => {
  const place = { agent: actor, activityId, stateId: randomUUID() };
  await xapi.setState({ ...place, state: { page: 5 } });
  await xapi.createState({ ...place, state: { line: 6 } });
  assert.deepEqual((await xapi.getState(place)).data, { page: 5, line: 6 });
  await xapi.deleteState(place);
  const profile = { activityId, profileId: randomUUID() };
  await xapi.setActivityProfile({
    ...profile, profile: { a: 1 }, etag: "*", matchHeader: "If-None-Match",
  });
  assert.deepEqual((await xapi.getActivityProfile(profile)).data, { a: 1 });
  const person = { agent: actor, profileId: randomUUID() };
  await xapi.createAgentProfile({ ...person, profile: { a: 1 } });
  assert.deepEqual((await xapi.getAgentProfile(person)).data, { a: 1 });
  assert.equal((await xapi.getAbout()).data.version[0], "1.0.3");
});
