// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

#include <QHash>
#include <QStringList>

#include <chrono>
#include <memory>

/// JSON Schema 2020-12 and draft-07: a schema is compiled once and then judges any number of values. Nothing
/// is ever fetched.
namespace authscope::schema {

enum class Dialect { Draft2020, Draft7 };

/// What keeps a hostile schema or value from holding us up. What exceeds a bound is named in
/// Judgement::unjudged.
struct Bounds {
    int depth = 512; ///< subschemas within each other while judging, references included
    qsizetype schemas = 200'000; ///< subschemas compiled, those of referred documents included
    qint64 work = 2'000'000; ///< subschemas applied (and the like) …
    qint64 workPerValue = 50; ///< … plus this many for each value within the judged one
    std::chrono::milliseconds patternTime{ 1500 }; ///< all regular expressions of one judgement
    qsizetype violations = 200; ///< listed; the verdict knows of all
};

struct Options {
    Dialect dialect = Dialect::Draft2020; ///< of a document without $schema
    QByteArray baseUri = {}; ///< where the schema came from: what its references are relative to
    bool assertsFormats
        = false; ///< else `format` is an annotation, unless the schema's vocabulary asserts it
    bool assertsContent = false; ///< contentEncoding base64 and contentMediaType application/json
    Bounds bounds = {};
};

/// Other schema documents that references may lead to, by the address they would be fetched from. Copies
/// share.
class Documents {
public:
    void add(const QByteArray &uri, json::Value schema); ///< without a fragment; the last one counts
    std::shared_ptr<const json::Value> find(const QByteArray &uri) const { return m_documents.value(uri); }

private:
    QHash<QByteArray, std::shared_ptr<const json::Value>> m_documents;
};

struct Violation {
    /// RFC 6901 within the value, "" for the root. Of a missing member: where it would be.
    QByteArray pointer = {};
    QString message = {}; ///< "must have at least 1 character"
    QByteArray keyword = {}; ///< "minLength"; empty where the schema is just false
    QByteArray keywordLocation = {}; ///< the way taken: "/properties/a/$ref/minLength"
    QByteArray absoluteLocation = {}; ///< where it stands: "https://example.com/s#/$defs/a/minLength"
};

/// A keyword of the schema that cannot be applied as it stands: of the wrong type, a reference to nowhere, a
/// pattern without an equal, an unknown dialect.
struct Problem {
    QByteArray keyword = {};
    QByteArray location = {}; ///< as Violation::absoluteLocation
    QString message = {}; ///< "is a text, expected a number"
};

/// `unjudged` names what was met and could not be decided ("pattern: …"), so that "matches" is never claimed
/// for more than was looked at. What does not matter for the outcome is not in it: a form of anyOf that
/// cannot be judged beside one that matches. Violations are certain also when the judgement is not whole.
struct Judgement {
    QList<Violation> violations = {};
    QStringList unjudged = {};
    bool isWhole() const { return unjudged.isEmpty(); }
    bool holds() const { return violations.isEmpty(); }
};

struct Program;

/// Immutable; may be used from several threads at a time.
class Compiled {
public:
    /// Never fails: what is wrong with the schema is in problems(), and in the judgements that meet it.
    static Compiled compile(json::Value schema, const Documents &documents = {}, const Options &options = {});

    Judgement validate(const json::Value &value) const;
    const QList<Problem> &problems() const;
    Dialect dialect() const; ///< of the root
    bool isDialectKnown() const; ///< false: $schema names another one, and it is read as dialect()

private:
    std::shared_ptr<const Program> m_program;
};

/// Once, for a schema of one document.
Judgement judge(const json::Value &value, const json::Value &schema);

/// The schema as a value, against the meta-schema of its dialect (2020-12 without $schema).
Judgement judgeSchema(const json::Value &schema);

} // namespace authscope::schema
