// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/foundtable.h"

#include "schema/value.h"

#include <QSet>

namespace authscope::ui {

namespace {

constexpr qsizetype mostTables = 100;
constexpr int deepest = 64;

class Finder {
public:
    Finder(const json::Shared &document, qint64 budget) : m_document(document), m_budget(budget) { }

    TableSearch run()
    {
        look(*m_document, {}, 0);
        if (m_out.tables.isEmpty() && m_out.isWhole)
            lookForObjects();
        return m_out;
    }

private:
    bool spend(qint64 work)
    {
        m_budget -= work;
        if (m_budget < 0)
            m_out.isWhole = false;
        return m_out.isWhole;
    }

    void look(const json::Value &value, const QByteArray &pointer, int depth)
    {
        if (depth > deepest || m_out.tables.size() >= mostTables)
            return;
        if (const json::Array *array = value.if_array()) {
            if (!spend(qint64(array->size())))
                return;
            if (!array->empty() && array->front().is_object()) {
                if (!spend(qint64(array->size() * array->front().get_object().size())))
                    return;
                if (const auto table = tableAt(m_document.part(value), pointer)) {
                    m_out.tables += *table;
                    return; // what is nested in its rows is reached by the tree
                }
            }
            for (size_t i = 0; i < array->size() && m_out.isWhole; ++i) {
                if ((*array)[i].is_structured())
                    look((*array)[i], schema::pointerTo(pointer, i), depth + 1);
            }
        } else if (const json::Object *object = value.if_object()) {
            if (!spend(qint64(object->size())))
                return;
            for (const auto &member : *object) {
                if (member.value().is_structured() && m_out.isWhole)
                    look(member.value(), schema::pointerTo(pointer, std::string_view(member.key())),
                        depth + 1);
            }
        }
    }

    void lookForObjects()
    {
        addFlat(*m_document, {});
        const json::Object *root = m_document->if_object();
        if (!root || !m_out.tables.isEmpty())
            return;
        for (const auto &member : *root) {
            if (m_out.tables.size() < mostTables)
                addFlat(member.value(), schema::pointerTo({}, std::string_view(member.key())));
        }
    }

    void addFlat(const json::Value &value, const QByteArray &pointer)
    {
        const json::Object *object = value.if_object();
        if (!object || object->empty() || object->size() > 20
            || std::any_of(object->begin(), object->end(),
                [](const auto &member) { return member.value().is_structured(); }))
            return;
        FoundTable table{ .pointer = pointer, .value = m_document.part(value), .rows = 1 };
        for (const auto &member : *object)
            table.columns += json::bytes(member.key());
        m_out.tables += table;
    }

    const json::Shared &m_document;
    qint64 m_budget;
    TableSearch m_out;
};

} // namespace

std::optional<FoundTable> tableAt(const json::Shared &value, const QByteArray &pointer)
{
    const json::Array *array = value->if_array();
    if (!array || array->empty())
        return std::nullopt;
    FoundTable table{ .pointer = pointer, .value = value, .rows = qsizetype(array->size()) };
    QSet<QByteArrayView> known;
    bool hasPlain = false;
    for (const json::Value &element : *array) {
        const json::Object *object = element.if_object();
        if (!object)
            return std::nullopt;
        for (const auto &member : *object) {
            hasPlain = hasPlain || !member.value().is_structured();
            const QByteArrayView name(member.key().data(), qsizetype(member.key().size()));
            if (known.contains(name))
                continue;
            if (table.columns.size() == mostTableColumns) {
                table.hasMoreColumns = true;
                continue;
            }
            known.insert(name);
            table.columns += name.toByteArray();
        }
    }
    return hasPlain ? std::optional(table) : std::nullopt;
}

TableSearch findTables(const json::Shared &document, qint64 budget)
{
    return document.isSet() ? Finder(document, budget).run() : TableSearch();
}

qsizetype largestTable(const QList<FoundTable> &tables)
{
    qsizetype best = tables.isEmpty() ? -1 : 0;
    for (qsizetype i = 1; i < tables.size(); ++i) {
        if (tables[i].rows > tables[best].rows)
            best = i;
    }
    return best;
}

} // namespace authscope::ui
