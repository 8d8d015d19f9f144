/**
 * Styles for pages of others: each rule reaches only what lies below `.ecx`, at no higher specificity, and stands outside of layers, so that
 * the other page's rules for bare elements (`button`, `h2`) do not win against ours. Rules for a whole window are left out.
 */
export function scopedStyles() {
  return {
    postcssPlugin: 'scoped-styles',
    OnceExit(root) {
      root.walkAtRules('layer', (layer) => {
        if (layer.nodes === undefined) layer.remove();
        else layer.replaceWith(layer.nodes);
      });
      root.walkRules((rule) => {
        const isInside = rule.parent?.type === 'rule' || /keyframes$/.test(rule.parent?.name ?? '');
        if (isInside) return;
        const kept = rule.selectors.filter((selector) => !/^(html|:root|body)\b/.test(selector));
        if (kept.length === 0) rule.remove();
        else rule.selectors = kept.map(scoped);
      });
    },
  };
}

const own = /\.ecx(?![\w-])/;
const scheme = /(:where\()?(\[data-mantine-color-scheme[^\]]*\])(\))?/g;
const direction = /^(:where\(\[dir[^\]]*\]\)|\[dir[^\]]*\])\s+/;

/** The selector of the same elements, if they lie below `.ecx`. */
function scoped(selector) {
  if (own.test(selector)) return selector;
  // Ours alone is in our scheme: the page around may have another.
  if (/\[data-mantine-color-scheme/.test(selector))
    return selector.replace(scheme, (_all, where, attribute) =>
      where === undefined ? `:where(.ecx)${attribute}` : `:where(.ecx${attribute})`,
    );
  if (direction.test(selector)) return selector.replace(direction, (found) => `${found}:where(.ecx) `);
  return `:where(.ecx) ${selector}`;
}
