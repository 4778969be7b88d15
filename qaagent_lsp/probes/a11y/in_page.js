// Runs inside a page that axe-core was put into: asks axe, and says of each element what finds its line in a template.
async (options) => {
  const MOST_ELEMENTS = 50;
  const LONGEST = 2000;
  window.axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] }); // our own browser: frames may answer
  const found = await window.axe.run(document, { ...options, elementRef: true });

  /** The start tag alone: what a template has on one line, whatever stands inside. */
  const startTag = (element) => {
    const alone = element.cloneNode(false).outerHTML;
    const end = `</${element.localName}>`;
    return (alone.endsWith(end) ? alone.slice(0, -end.length) : alone).slice(0, LONGEST);
  };
  const described = (element) => {
    if (!element || !element.localName) return {};
    const tag = startTag(element);
    const alike = Array.from(document.getElementsByTagName(element.localName)).filter((one) => startTag(one) === tag);
    const around = [];
    for (let outer = element.parentElement; outer && around.length < 6; outer = outer.parentElement) around.push(startTag(outer));
    const text = (element.textContent || '').replace(/\s+/g, ' ').trim().slice(0, 200);
    return { tag, text, index: alike.indexOf(element), alike: alike.length, around };
  };
  const rule = (one) => ({
    id: one.id,
    impact: one.impact,
    help: one.help,
    url: one.helpUrl,
    tags: one.tags,
    total: one.nodes.length,
    elements: one.nodes.slice(0, MOST_ELEMENTS).map((node) => ({
      impact: node.impact,
      markup: String(node.html).slice(0, LONGEST),
      target: node.target.flat(9).join(' '),
      summary: node.failureSummary || '',
      ...described(node.element),
    })),
  });
  return {
    version: found.testEngine.version,
    title: document.title,
    violations: found.violations.map(rule),
    unsure: found.incomplete.map((one) => one.id),
    passes: found.passes.length,
  };
}
