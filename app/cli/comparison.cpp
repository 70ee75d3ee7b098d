// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/comparison.h"

#include "cli/documents.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

json::Array toJson(const QList<oauth::ComparedClaim> &rows)
{
    json::Array out;
    for (const oauth::ComparedClaim &row : rows)
        out.push_back(json::Object{ { "claim", jsonText(row.name) }, { "here", json::string(row.here) },
            { "there", json::string(row.there) }, { "differs", row.differs } });
    return out;
}

void showComparison(
    Output &output, const QList<oauth::ComparedClaim> &rows, const QString &here, const QString &there)
{
    QList<QStringList> table{ { u" "_s, u"claim"_s, here, there } };
    for (const oauth::ComparedClaim &row : rows)
        table << QStringList{ row.differs ? mark(base::CheckState::Failed) : u" "_s, shown(row.name),
            row.here.isEmpty() ? u"–"_s : shown(row.here), row.there.isEmpty() ? u"–"_s : shown(row.there) };
    output.table(table, 2);
}

} // namespace authscope::cli
