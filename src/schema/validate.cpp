// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/validate.h"

#include "schema/compiler.h"
#include "schema/evaluator.h"
#include "schema/uri.h"
#include "schema/value.h"

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr int maxSchemaDepth = 1000;

} // namespace

void Documents::add(const QByteArray &uri, json::Value schema)
{
    m_documents.insert(splitFragment(uri).document, std::make_shared<const json::Value>(std::move(schema)));
}

Compiled Compiled::compile(json::Value schema, const Documents &documents, const Options &options)
{
    auto program = std::make_shared<Program>();
    program->options = options;
    if (isDeeperThan(schema, maxSchemaDepth)) {
        program->resources.emplace_back();
        program->problems.append({ .location = "#",
            .message = u"the schema is nested deeper than %1 levels"_s.arg(maxSchemaDepth) });
        Node &root = program->nodes.emplace_back();
        root.kind = Node::Kind::Unreadable;
        root.problems.push_back(0);
    } else {
        Compiler(*program, documents).run(std::make_shared<const json::Value>(std::move(schema)));
    }
    Compiled compiled;
    compiled.m_program = std::move(program);
    return compiled;
}

Judgement Compiled::validate(const json::Value &value) const
{
    return Evaluator(*m_program).run(value);
}

const QList<Problem> &Compiled::problems() const
{
    return m_program->problems;
}

Dialect Compiled::dialect() const
{
    return m_program->dialect;
}

bool Compiled::isDialectKnown() const
{
    return m_program->isDialectKnown;
}

Judgement judge(const json::Value &value, const json::Value &schema)
{
    return Compiled::compile(schema).validate(value);
}

Judgement judgeSchema(const json::Value &schema)
{
    const auto metaschema
        = [](Dialect dialect) { return Compiled::compile(*builtInDocument(metaschemaUri(dialect))); };
    static const Compiled draft2020 = metaschema(Dialect::Draft2020);
    static const Compiled draft7 = metaschema(Dialect::Draft7);
    const json::Object *object = schema.if_object();
    const auto name = object ? json::stringMember(*object, "$schema") : std::nullopt;
    const Language language = name ? languageOf(*name, {}) : languageOf(Dialect::Draft2020);
    return language.isDraft7() ? draft7.validate(schema) : draft2020.validate(schema);
}

} // namespace authscope::schema
