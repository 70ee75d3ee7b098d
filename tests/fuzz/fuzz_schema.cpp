// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz.h"
#include "schema/formmodel.h"

using namespace authscope;
using namespace Qt::StringLiterals;

namespace {

/// Small bounds keep the fuzzer fast; time decides nothing, so that each run says the same.
schema::Options narrow()
{
    return { .baseUri = "https://example.com/fuzzed",
        .assertsFormats = true,
        .assertsContent = true,
        .bounds = { .depth = 64,
            .schemas = 2000,
            .work = 20000,
            .workPerValue = 10,
            .patternTime = std::chrono::hours(1) } };
}

bool areSame(const schema::Judgement &a, const schema::Judgement &b)
{
    return a.unjudged == b.unjudged
        && std::equal(a.violations.begin(), a.violations.end(), b.violations.begin(), b.violations.end(),
            [](const schema::Violation &one, const schema::Violation &other) {
                return one.message == other.message && one.pointer == other.pointer
                    && one.keywordLocation == other.keywordLocation;
            });
}

/// Opposites in the same words: a rule and its "not" cannot both hold, nor both fail.
void requireOpposite(const json::Value &rules, const json::Value &value, const schema::Judgement &judgement)
{
    const schema::Options options = narrow();
    schema::Documents documents;
    documents.add(options.baseUri, rules);
    const json::Value opposite{ { "not", { { "$ref", json::view(options.baseUri) } } } };
    schema::Options elsewhere = options;
    elsewhere.baseUri = "https://example.com/opposite";
    const auto negated = schema::Compiled::compile(opposite, documents, elsewhere).validate(value);
    fuzz::require(!judgement.isWhole() || !negated.isWhole() || judgement.holds() != negated.holds(),
        "a rule and its opposite disagree");
}

/// A form is drawn of anything, some levels deep.
void open(const schema::FormNode &node, int levels)
{
    constexpr qsizetype enough = 4;
    node.startValue();
    if (levels == 0)
        return;
    const QList<schema::FormNode> members = node.members();
    for (const schema::FormNode &member : members.first(std::min(members.size(), enough)))
        open(member, levels - 1);
    for (qsizetype i = 0; i < std::min(node.alternativeCount(), enough); ++i)
        open(node.alternative(i), levels - 1);
    if (const auto item = node.item(0))
        open(*item, levels - 1);
}

} // namespace

/// A list of two: the schema and the value.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    constexpr int deepEnough = 200;
    const auto pair = json::parse(
        fuzz::view(data, size), u"The input"_s, { .maxDepth = deepEnough, .refuseDuplicates = false });
    if (!pair || !pair->is_array() || pair->get_array().size() != 2)
        return 0;
    const json::Value &rules = pair->get_array()[0];
    const json::Value &value = pair->get_array()[1];
    const auto compiled = schema::Compiled::compile(rules, {}, narrow());
    const schema::Judgement judgement = compiled.validate(value);
    fuzz::require(areSame(judgement, compiled.validate(value)), "the same question has the same answer");
    requireOpposite(rules, value, judgement);
    schema::judgeSchema(rules);
    const auto form = schema::FormNode::build(rules, {}, narrow());
    open(form, 3);
    form.canShow(value);
    return 0;
}
