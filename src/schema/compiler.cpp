// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/compiler.h"

#include "base/text.h"
#include "schema/value.h"
#include "schema/words.h"

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr qsizetype maxProblems = 500;

} // namespace

Compiler::Compiler(Program &program, const Documents &documents)
    : m_program(program), m_index(documents, program.options)
{
}

void Compiler::run(std::shared_ptr<const json::Value> schema)
{
    const json::Value &root = *schema;
    const int resource = m_index.load(std::move(schema), m_program.options.baseUri);
    const Language &language = m_index.resources()[size_t(resource)].language;
    m_program.dialect = language.dialect;
    m_program.isDialectKnown = language.problem.isEmpty();
    nodeFor(root);
    while (!m_work.empty()) {
        const Work next = m_work.back();
        m_work.pop_back();
        compile(*next.node, *next.schema);
        if (m_work.empty() && m_hasDynamicReferences)
            compileDynamicAnchors();
    }
    m_program.resources.resize(m_index.resources().size());
    for (std::size_t i = 0; i < m_program.resources.size(); ++i)
        m_program.resources[i].uri = m_index.resources()[i].uri;
    m_program.documents = m_index.takeDocuments();
    m_program.places = m_index.takePlaces();
}

/// Any of them may become the target of a $dynamicRef.
void Compiler::compileDynamicAnchors()
{
    m_program.resources.resize(m_index.resources().size());
    for (std::size_t i = 0; i < m_index.resources().size(); ++i) {
        const Resource &resource = m_index.resources()[i];
        ResourceScope &scope = m_program.resources[i];
        for (auto it = resource.dynamicAnchors.cbegin(); it != resource.dynamicAnchors.cend(); ++it) {
            if (it.value())
                scope.dynamicAnchors.insert(it.key(), nodeFor(*it.value()));
        }
    }
}

Node *Compiler::nodeFor(const json::Value &schema)
{
    Node *&node = m_nodes[&schema];
    if (node)
        return node;
    node = &m_program.nodes.emplace_back();
    node->schema = &schema;
    if (const Place *place = m_index.placeOf(&schema))
        node->resource = place->resource;
    m_work.push_back({ node, &schema });
    return node;
}

void Compiler::problem(Node &node, std::string_view keyword, const QString &message)
{
    if (m_program.problems.size() > maxProblems) {
        node.problems.push_back(int(maxProblems));
        return;
    }
    node.problems.push_back(int(m_program.problems.size()));
    if (m_program.problems.size() == maxProblems) {
        m_program.problems.append({ .message = u"more of the schema cannot be applied"_s });
        return;
    }
    const QByteArray at = m_index.absoluteLocation(node.schema);
    m_program.problems.append({ .keyword = json::bytes(keyword),
        .location = keyword.empty() ? at : pointerTo(at, keyword),
        .message = message });
}

void Compiler::compile(Node &node, const json::Value &schema)
{
    const Place *found = m_index.placeOf(&schema);
    if (schema.is_bool()) {
        node.kind = schema.get_bool() ? Node::Kind::Always : Node::Kind::Never;
        return;
    }
    if (!found || !schema.is_object()) {
        node.kind = Node::Kind::Unreadable;
        problem(node, {},
            schema.is_object()
                ? u"the schema has more than %1 parts; this one was not read"_s.arg(
                    m_program.options.bounds.schemas)
                : u"a schema is an object, true or false; this is %1"_s.arg(json::typeName(schema)));
        return;
    }
    const Place place = *found;
    node.source = &schema.get_object();
    const Language language = m_index.resourceOf(place).language;
    const json::Value *dialect = node.source->if_contains("$schema");
    if (dialect && !dialect->is_string())
        problem(node, "$schema", u"is %1, expected a text"_s.arg(json::typeName(*dialect)));
    if (!language.problem.isEmpty() && m_index.resourceOf(place).root == &schema)
        problem(node, "$schema", language.problem);
    compileReferences(node, place);
    if (language.isDraft7() && node.source->contains("$ref"))
        return; // draft-07 core §8.3
    if (language.has(Validation)) {
        compileValue(node);
        compileNumber(node);
    }
    compileText(node, language);
    if (language.has(Applicator))
        compileCombined(node);
    compileArray(node, language);
    compileObject(node, language);
}

void Compiler::compileReferences(Node &node, const Place &place)
{
    for (const std::string_view keyword : { "$ref", "$dynamicRef" }) {
        const json::Value *reference = node.source->if_contains(keyword);
        const bool isDynamic = keyword == "$dynamicRef";
        if (!reference || (isDynamic && m_index.resourceOf(place).language.isDraft7()))
            continue;
        if (!reference->is_string()) {
            problem(node, keyword, u"is %1, expected a text"_s.arg(json::typeName(*reference)));
            continue;
        }
        const QByteArray address = json::bytes(reference->get_string());
        if (isDynamic) {
            compileDynamicReference(node, address, place);
        } else if (const auto target = m_index.resolve(address, place)) {
            node.reference = nodeFor(*target->value);
        } else {
            problem(node, keyword, target.error());
        }
    }
}

void Compiler::compileDynamicReference(Node &node, const QByteArray &reference, const Place &place)
{
    const auto target = m_index.resolve(reference, place);
    if (!target)
        return problem(node, "$dynamicRef", target.error());
    node.dynamic = std::make_unique<DynamicReference>();
    node.dynamic->initial = nodeFor(*target->value);
    // 2020-12 §8.2.3.2: it is dynamic only when it starts at a $dynamicAnchor.
    const Resource &named = m_index.resources()[size_t(target->resource)];
    if (named.dynamicAnchors.value(target->anchor) == target->value && !target->anchor.isEmpty())
        node.dynamic->anchor = target->anchor;
    m_hasDynamicReferences = true;
}

const Node *Compiler::child(Node &node, std::string_view keyword)
{
    const json::Value *schema = node.source->if_contains(keyword);
    return schema ? nodeFor(*schema) : nullptr;
}

Nodes Compiler::children(Node &node, std::string_view keyword)
{
    Nodes nodes;
    const json::Value *list = node.source->if_contains(keyword);
    if (!list)
        return nodes;
    if (!list->is_array()) {
        problem(node, keyword, u"is %1, expected a list of schemas"_s.arg(json::typeName(*list)));
        return nodes;
    }
    for (const json::Value &schema : list->get_array())
        nodes.push_back(nodeFor(schema));
    if (nodes.empty())
        problem(node, keyword, u"is empty, expected at least one schema"_s);
    return nodes;
}

const Pattern *Compiler::patternOf(Node &node, std::string_view keyword, std::string_view text)
{
    const QByteArray key = json::bytes(text);
    const auto known = m_patterns.constFind(key);
    if (known != m_patterns.constEnd())
        return *known;
    auto pattern = Pattern::compile(wholeText(text));
    if (!pattern) {
        problem(node, keyword, u"the pattern “%1” cannot be judged here"_s.arg(base::cleaned(key, 80)));
        return nullptr;
    }
    const Pattern *kept = &m_program.patterns.emplace_back(std::move(*pattern));
    m_patterns.insert(key, kept);
    return kept;
}

std::optional<qint64> Compiler::count(Node &node, std::string_view keyword)
{
    const json::Value *value = node.source->if_contains(keyword);
    if (!value)
        return std::nullopt;
    const double number = value->is_number() ? value->to_number<double>() : -1;
    if (number < 0 || !isInteger(*value)) {
        problem(node, keyword,
            u"is %1, expected a whole number of at least 0"_s.arg(base::cleaned(json::compact(*value), 40)));
        return std::nullopt;
    }
    return number > 9e15 ? qint64(9e15) : qint64(number);
}

CountRules Compiler::counts(Node &node, std::string_view least, std::string_view most)
{
    return { .least = count(node, least), .most = count(node, most) };
}

std::optional<std::vector<std::string_view>> Compiler::names(
    Node &node, std::string_view keyword, const json::Value &list)
{
    std::vector<std::string_view> out;
    const json::Array *array = list.if_array();
    const bool areTexts = array
        && std::all_of(array->begin(), array->end(), [](const json::Value &one) { return one.is_string(); });
    if (!areTexts) {
        problem(
            node, keyword, u"is %1, expected a list of names"_s.arg(base::cleaned(json::compact(list), 40)));
        return std::nullopt;
    }
    for (const json::Value &name : *array)
        out.push_back(name.get_string());
    return out;
}

} // namespace authscope::schema
