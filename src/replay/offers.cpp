// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/offers.h"

#include "base/text.h"
#include "json/difference.h"
#include "schema/validate.h"

using namespace Qt::StringLiterals;

namespace authscope::replay {

namespace {

constexpr qsizetype mostOffers = 40;
constexpr qsizetype longestText = 200;

/// A text as it stands in a file, where ${ would begin a reference.
json::Value literal(const json::Value &value)
{
    if (!value.is_string())
        return value;
    return json::Value(json::string(json::bytes(value.get_string()).replace("${", "$${")));
}

void offerValues(QList<Offer> &offers, const QByteArray &pointer, const json::Value &value)
{
    if (offers.size() >= mostOffers)
        return;
    if (const json::Object *object = value.if_object()) {
        for (const auto &member : *object)
            offerValues(offers, pointer + json::pointerStep(member.key()), member.value());
    } else if (const json::Array *array = value.if_array()) {
        for (std::size_t i = 0; i < array->size(); ++i)
            offerValues(offers, pointer + '/' + QByteArray::number(qulonglong(i)), (*array)[i]);
    } else if (!value.is_string() || qsizetype(value.get_string().size()) <= longestText) {
        offers.append({ .words
            = u"%1 equals %2"_s.arg(QString::fromUtf8(pointer), QString::fromUtf8(json::compact(value))),
            .isSuggested = false,
            .take = [pointer, wanted = literal(value)](Expectations &expect) {
                expect.values.append({ .at = pointer, .value = wanted });
            } });
    }
}

} // namespace

QList<Offer> offersFor(const Ending &ending)
{
    QList<Offer> offers;
    if (ending.error) {
        if (const auto code = rpcCode(*ending.error))
            offers.append({ u"the JSON-RPC code is %1"_s.arg(*code), true,
                [code = *code](Expectations &expect) { expect.code = code; } });
        if (ending.status)
            offers.append({ u"the status is %1"_s.arg(ending.status), true,
                [status = ending.status](Expectations &expect) { expect.status = status; } });
        return offers;
    }
    if (!ending.result)
        return offers;
    if (ending.result->hasStructuredContent && !ending.outputSchema.is_null()) {
        const schema::Judgement judgement
            = schema::judge(ending.result->structuredContent, ending.outputSchema);
        if (judgement.holds() && judgement.isWhole())
            offers.append({ u"it matches the tool's output schema"_s, true,
                [](Expectations &expect) { expect.matchesOutputSchema = true; } });
    }
    const QString text = textOf(ending);
    if (!text.isEmpty() && text.size() <= longestText)
        offers.append({ u"the text contains “%1”"_s.arg(text), false,
            [text](Expectations &expect) { expect.text.append(QString(text).replace(u"${"_s, u"$${"_s)); } });
    const qint64 budget = std::max<qint64>(1000, ending.duration.count() * 5);
    offers.append({ u"it takes at most %1 ms"_s.arg(budget), false,
        [budget](Expectations &expect) { expect.within = std::chrono::milliseconds(budget); } });
    if (ending.result->hasStructuredContent)
        offerValues(offers, "/structuredContent", ending.result->structuredContent);
    return offers;
}

} // namespace authscope::replay
