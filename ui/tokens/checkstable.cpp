// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/checkstable.h"

#include "ui/common/text.h"
#include "ui/signin/stepdata.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype shownChecks = 300;

} // namespace

ChecksTable::ChecksTable(const QString &objectName, const QString &accessibleName)
    : Table(objectName, accessibleName, Height::Fitting)
{
    m_model.setHorizontalHeaderLabels({ tr("Check"), tr("Found"), tr("Expected"), tr("Standard") });
    setModel(&m_model);
    setColumns({ 34, 0, 0, 22 });
}

void ChecksTable::setChecks(const base::Checks &checks)
{
    m_model.removeRows(0, m_model.rowCount());
    for (const base::Check &check : checks.first(std::min(checks.size(), shownChecks))) {
        QStandardItem *title = markedCell(isolated(check.title), int(markOf(check.state)), Tone::Plain);
        const bool isSame = check.expected.isEmpty() || check.expected == check.found;
        m_model.appendRow({ title, cell(isolated(base::cleaned(check.found, 2048)), Tone::Plain, true),
            isSame ? cell(check.expected.isEmpty() ? QString() : tr("the same"), Tone::Muted)
                   : cell(isolated(base::cleaned(check.expected, 2048)), Tone::Plain, true),
            cell(check.rule, Tone::Muted) });
    }
    if (checks.size() > shownChecks)
        m_model.appendRow({ cell(tr("%1 more").arg(checks.size() - shownChecks), Tone::Muted), cell({}),
            cell({}), cell({}) });
}

QString checksSummary(const base::Checks &checks)
{
    const auto count = [&](base::CheckState state) {
        return std::count_if(checks.cbegin(), checks.cend(),
            [state](const base::Check &check) { return check.state == state; });
    };
    QStringList parts;
    if (const auto passed = count(base::CheckState::Passed))
        parts += ChecksTable::tr("%1 passed").arg(passed);
    if (const auto noted = count(base::CheckState::Noted))
        parts += ChecksTable::tr("%1 noted").arg(noted);
    if (const auto failed = count(base::CheckState::Failed))
        parts += ChecksTable::tr("%1 failed").arg(failed);
    if (const auto skipped = count(base::CheckState::Skipped))
        parts += ChecksTable::tr("%1 not compared").arg(skipped);
    return parts.join(u" · "_s);
}

} // namespace authscope::ui
