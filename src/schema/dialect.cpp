// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/dialect.h"

#include "base/text.h"
#include "schema/uri.h"

#include <QFile>

using namespace Qt::StringLiterals;

static void initializeResources()
{
    Q_INIT_RESOURCE(metaschemas);
}

namespace authscope::schema {

namespace {

constexpr int maxMetaschemas = 8; // one described by the next

const QByteArray draft7 = "http://json-schema.org/draft-07/schema";
const QByteArray draft2020 = "https://json-schema.org/draft/2020-12/schema";

std::shared_ptr<const json::Value> readResource(const QString &path)
{
    QFile file(u":/schema/metaschemas/"_s + path);
    if (!file.open(QIODevice::ReadOnly))
        return nullptr;
    auto parsed = json::parse(file.readAll(), u"The meta-schema"_s);
    Q_ASSERT(parsed);
    return parsed ? std::make_shared<const json::Value>(std::move(*parsed)) : nullptr;
}

QHash<QByteArray, std::shared_ptr<const json::Value>> readMetaschemas()
{
    initializeResources();
    QHash<QByteArray, std::shared_ptr<const json::Value>> all;
    all.insert(draft7, readResource(u"draft-07.json"_s));
    all.insert(draft2020, readResource(u"2020-12/schema.json"_s));
    for (const char *name : { "core", "applicator", "unevaluated", "validation", "meta-data",
             "format-annotation", "format-assertion", "content" }) {
        all.insert(QByteArray("https://json-schema.org/draft/2020-12/meta/") + name,
            readResource(u"2020-12/%1.json"_s.arg(QLatin1StringView(name))));
    }
    return all;
}

std::optional<quint8> vocabularyBit(const QByteArray &uri)
{
    static const QHash<QByteArray, quint8> known{ { "core", 0 }, { "applicator", Applicator },
        { "unevaluated", Unevaluated }, { "validation", Validation }, { "meta-data", 0 },
        { "format-annotation", Format }, { "format-assertion", Format | FormatAssertion },
        { "content", Content } };
    const QByteArray prefix = "https://json-schema.org/draft/2020-12/vocab/";
    const auto found = uri.startsWith(prefix) ? known.constFind(uri.sliced(prefix.size())) : known.constEnd();
    return found == known.constEnd() ? std::nullopt : std::optional(*found);
}

Language withVocabulary(const json::Object &vocabulary)
{
    Language language;
    language.vocabularies = 0;
    for (const auto &member : vocabulary) {
        const QByteArray name = json::bytes(member.key());
        const bool isRequired = member.value().is_bool() && member.value().get_bool();
        if (const auto bit = vocabularyBit(name))
            language.vocabularies |= *bit;
        else if (isRequired)
            language.problem = u"the meta-schema requires the vocabulary “%1”, which is not known here"_s.arg(
                base::cleaned(name));
    }
    return language;
}

Language languageOf(const QByteArray &metaschema, const Documents &documents, int left)
{
    const FragmentSplit address = splitFragment(metaschema);
    if (address.document == draft2020 && address.fragment.isEmpty())
        return languageOf(Dialect::Draft2020);
    if (address.document == draft7 && address.fragment.isEmpty())
        return languageOf(Dialect::Draft7);
    const auto document = documents.find(address.document);
    const json::Object *own = document && left > 0 ? document->if_object() : nullptr;
    const auto above = own ? json::stringMember(*own, "$schema") : std::nullopt;
    if (!above) {
        Language language;
        language.problem = u"“%1” is a dialect not known here; the schema was read as 2020-12"_s.arg(
            base::cleaned(metaschema));
        return language;
    }
    const Language language = languageOf(*above, documents, left - 1);
    const json::Object *vocabulary = json::objectMember(*own, "$vocabulary");
    return vocabulary && !language.isDraft7() && language.problem.isEmpty() ? withVocabulary(*vocabulary)
                                                                            : language;
}

} // namespace

Language languageOf(Dialect dialect)
{
    Language language;
    language.dialect = dialect;
    return language;
}

Language languageOf(const QByteArray &metaschema, const Documents &documents)
{
    return languageOf(metaschema, documents, maxMetaschemas);
}

QByteArray metaschemaUri(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Draft2020:
        return draft2020;
    case Dialect::Draft7:
        return draft7;
    }
    Q_UNREACHABLE();
    return {};
}

std::shared_ptr<const json::Value> builtInDocument(const QByteArray &uri)
{
    static const auto all = readMetaschemas();
    return all.value(uri);
}

} // namespace authscope::schema
