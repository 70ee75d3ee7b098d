// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/limitsdialog.h"

#include "ui/common/text.h"
#include "ui/common/widgets.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QFormLayout>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace authscope::ui {

HistoryLimitsDialog::HistoryLimitsDialog(
    const store::HistoryLimits &limits, const store::HistorySize &size, QWidget *parent)
    : QDialog(parent), m_isKept(new QCheckBox(tr("Keep calls on this computer"))), m_bounds(new QWidget)
{
    setObjectName(u"historyLimitsDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("What is kept of calls"));
    m_isKept->setObjectName(u"historyKeptCheckBox"_s);
    m_isKept->setChecked(limits.isKept);
    auto *words
        = new Label(tr("Arguments and results, of all connections, with secrets taken out. Now: %1, %2. "
                       "The oldest go first when a bound is reached; what is beyond a smaller bound goes "
                       "at once.")
                        .arg(counted(size.calls, tr("1 call"), tr("%1 calls")), sizeText(size.bytes)),
            TextRole::Body, Tone::Muted);
    words->setObjectName(u"historySizeLabel"_s);
    words->setWrapping(true);
    words->setMinimumWidth(420);
    auto *form = new QFormLayout(m_bounds);
    form->setContentsMargins(0, 0, 0, 0);
    m_days = addBound(tr("Days"), u"historyDaysSpinBox"_s, limits.days, 36'500, {});
    m_calls = addBound(tr("Calls"), u"historyCallsSpinBox"_s, limits.calls, 10'000'000, {});
    m_megabytes = addBound(tr("Size"), u"historyMegabytesSpinBox"_s, limits.megabytes, 1 << 20, tr(" MB"));
    m_bounds->setEnabled(limits.isKept);
    connect(m_isKept, &QCheckBox::toggled, m_bounds, &QWidget::setEnabled);

    QPushButton *cancel = button(tr("Cancel"), u"cancelHistoryLimitsButton"_s);
    QPushButton *save = primaryButton(tr("Save"), u"saveHistoryLimitsButton"_s);
    save->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &QDialog::accept);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    auto *all = column(this, 20, 12);
    all->addWidget(new Label(windowTitle(), TextRole::Title));
    all->addWidget(words);
    all->addWidget(m_isKept);
    all->addWidget(m_bounds);
    all->addLayout(buttons);
}

QSpinBox *HistoryLimitsDialog::addBound(
    const QString &words, const QString &objectName, qint64 value, int most, const QString &unit)
{
    auto *box = new QSpinBox;
    box->setObjectName(objectName);
    box->setAccessibleName(words);
    box->setRange(0, most);
    box->setSpecialValueText(tr("no bound"));
    box->setSuffix(unit);
    box->setGroupSeparatorShown(true);
    box->setValue(int(std::min<qint64>(value, most)));
    static_cast<QFormLayout *>(m_bounds->layout())->addRow(new Label(words), box);
    return box;
}

store::HistoryLimits HistoryLimitsDialog::limits() const
{
    return { .isKept = m_isKept->isChecked(),
        .days = m_days->value(),
        .calls = m_calls->value(),
        .megabytes = m_megabytes->value() };
}

} // namespace authscope::ui
