// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/checkscard.h"

#include "ui/common/text.h"
#include "ui/tokens/checkstable.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using base::CheckState;

namespace {

int rankOf(CheckState state)
{
    switch (state) {
    case CheckState::Failed:
        return 0;
    case CheckState::Noted:
        return 1;
    case CheckState::Passed:
        return 2;
    case CheckState::Skipped:
        return 3;
    }
    Q_UNREACHABLE();
    return 3;
}

} // namespace

ChecksCard::ChecksCard()
    : m_summary(new Label({}, TextRole::Caption, Tone::Muted))
    , m_table(new ChecksTable(u"tokenChecksTable"_s, tr("Checks made on this token")))
    , m_skipped(linkButton({}, u"skippedChecksButton"_s))
{
    setProperty("card", true);
    m_summary->setObjectName(u"checksSummaryLabel"_s);
    auto *head = row();
    head->setContentsMargins(13, 8, 13, 0);
    head->addWidget(m_summary, 1);
    head->addWidget(m_skipped);
    auto *all = column(this, 1, 0);
    all->addLayout(head);
    all->addWidget(m_table);
    connect(m_skipped, &QPushButton::clicked, this, [this] { showRows(!m_withSkipped); });
}

void ChecksCard::setChecks(const base::Checks &checks)
{
    m_checks = checks;
    std::stable_sort(m_checks.begin(), m_checks.end(), [](const base::Check &one, const base::Check &other) {
        return rankOf(one.state) < rankOf(other.state);
    });
    setVisible(!checks.isEmpty());
    showRows(m_withSkipped);
}

void ChecksCard::showRows(bool withSkipped)
{
    m_withSkipped = withSkipped;
    const auto firstSkipped = std::find_if(m_checks.cbegin(), m_checks.cend(),
        [](const base::Check &check) { return check.state == CheckState::Skipped; });
    const qsizetype made = firstSkipped - m_checks.cbegin();
    const qsizetype skipped = m_checks.size() - made;
    m_table->setChecks(withSkipped ? m_checks : m_checks.first(made));
    m_summary->setText(tr("CHECKS · %1").arg(checksSummary(m_checks)));
    m_skipped->setVisible(skipped > 0);
    m_skipped->setText(withSkipped ? tr("Hide what was not compared")
                                   : counted(skipped, tr("Show the one that was not compared"),
                                       tr("Show the %1 that were not compared")));
    m_skipped->setAccessibleName(m_skipped->text());
}

} // namespace authscope::ui
