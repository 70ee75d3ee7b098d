// SPDX-License-Identifier: GPL-3.0-or-later
// Private to schema: which keywords count in a document.
#pragma once

#include "schema/validate.h"

namespace authscope::schema {

/// JSON Schema 2020-12 §8.1.2. Core always counts.
enum Vocabulary : quint8 {
    Applicator = 1,
    Unevaluated = 2,
    Validation = 4,
    Format = 8,
    FormatAssertion = 16,
    Content = 32,
};

struct Language {
    Dialect dialect = Dialect::Draft2020;
    quint8 vocabularies = Applicator | Unevaluated | Validation | Format | Content;
    QString problem = {}; ///< what about $schema is not understood; empty when all is

    bool has(Vocabulary one) const { return (vocabularies & one) != 0; }
    bool isDraft7() const { return dialect == Dialect::Draft7; }
};

/// Of a document whose $schema is this address. A meta-schema of one's own is looked up in `documents` and
/// read for its $vocabulary.
Language languageOf(const QByteArray &metaschema, const Documents &documents);
Language languageOf(Dialect dialect);

QByteArray metaschemaUri(Dialect dialect);

/// The meta-schemas of both dialects and their vocabularies; null for any other address.
std::shared_ptr<const json::Value> builtInDocument(const QByteArray &uri);

} // namespace authscope::schema
