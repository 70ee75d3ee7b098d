// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/confirmcalldialog.h"

#include "ui/common/chip.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"
#include "ui/tools/toolmodel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QFormLayout>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

bool isDestructive(const mcp::Tool &tool)
{
    return tool.annotations.arePresent && tool.annotations.destructive;
}

QString hintWords(const mcp::Tool &tool)
{
    if (!tool.annotations.arePresent)
        return ConfirmCallDialog::tr("The server gives no hints about it, so it counts as one that writes.");
    QStringList hints{ isDestructive(tool)
            ? ConfirmCallDialog::tr("It may delete or overwrite things.")
            : ConfirmCallDialog::tr("It changes things without deleting any.") };
    if (tool.annotations.idempotent)
        hints += ConfirmCallDialog::tr("Calling it twice does no more than calling it once.");
    if (tool.annotations.openWorld)
        hints += ConfirmCallDialog::tr("It may reach other people or services.");
    return hints.join(u' ') + u' ' + ConfirmCallDialog::tr("That is what the server says of itself.");
}

Label *fact(const QString &text, const QString &objectName)
{
    auto *label = new Label(text);
    label->setObjectName(objectName);
    label->setWrapping(true);
    return label;
}

} // namespace

ConfirmCallDialog::ConfirmCallDialog(const CallQuestion &question, QWidget *parent)
    : QDialog(parent)
    , m_forSession(new QCheckBox(tr("Do not ask again for this tool until I close the program")))
{
    setObjectName(u"confirmCallDialog"_s);
    setWindowTitle(tr("Call a tool that writes?"));
    setWindowModality(Qt::WindowModal);
    const QString tool = base::cleaned(question.tool.name, 120);
    auto *title = new Label(tr("Call %1?").arg(isolated(tool)), TextRole::Title);
    title->setObjectName(u"confirmTitleLabel"_s);
    title->setWrapping(true);
    auto *chips = row(nullptr, 0, 4);
    for (const ChipText &badge : toolBadges(question.tool, {}).first(1))
        chips->addWidget(new Chip(badge.text, badge.tone));
    chips->addStretch();

    auto *facts = new QFormLayout;
    facts->setHorizontalSpacing(16);
    facts->setVerticalSpacing(8);
    facts->addRow(new Label(tr("Server"), TextRole::Body, Tone::Muted),
        fact(base::cleaned(question.server), u"confirmServerLabel"_s));
    facts->addRow(new Label(tr("Account"), TextRole::Body, Tone::Muted),
        fact(question.account.isEmpty() ? tr("not signed in") : base::cleaned(question.account),
            u"confirmAccountLabel"_s));
    facts->addRow(new Label(tr("Hints"), TextRole::Body, Tone::Muted),
        fact(hintWords(question.tool), u"confirmHintsLabel"_s));

    auto *arguments = new QPlainTextEdit(
        base::cleanedBlock(QString::fromUtf8(json::pretty(question.arguments)).trimmed(), 64 * 1024));
    arguments->setObjectName(u"confirmArgumentsEdit"_s);
    arguments->setAccessibleName(tr("Arguments"));
    arguments->setReadOnly(true);
    arguments->setTabChangesFocus(true);
    arguments->setFont(fontFor(TextRole::Wire));
    arguments->setMinimumHeight(arguments->fontMetrics().lineSpacing() * 6);

    m_forSession->setObjectName(u"forSessionCheckBox"_s);
    m_forSession->setAccessibleName(m_forSession->text());
    m_forSession->setVisible(!isDestructive(question.tool));
    QPushButton *no = button(tr("Cancel"), u"cancelConfirmButton"_s);
    QPushButton *yes = button(
        withoutMnemonic(tr("Call %1").arg(base::cleaned(question.tool.name, 40))), u"confirmCallButton"_s);
    no->setAutoDefault(true);
    no->setDefault(true);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addStretch();
    buttons->addWidget(no);
    buttons->addWidget(yes);

    auto *all = column(this, 20, 12);
    all->addWidget(title);
    all->addLayout(chips);
    all->addLayout(facts);
    all->addWidget(new Label(tr("Arguments"), TextRole::Body, Tone::Muted));
    all->addWidget(arguments, 1);
    all->addWidget(m_forSession);
    all->addLayout(buttons);
    resize(520, 440);
    no->setFocus();

    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(yes, &QPushButton::clicked, this, &QDialog::accept);
}

bool ConfirmCallDialog::isForSession() const
{
    return m_forSession->isVisibleTo(this) && m_forSession->isChecked();
}

void CallConfirmer::setWindow(QWidget *window, std::function<Caller(const QString &)> describe)
{
    m_window = window;
    m_describe = std::move(describe);
}

void CallConfirmer::confirm(const QString &connection, const mcp::Tool &tool, const json::Object &arguments,
    std::function<void(bool)> answer)
{
    const std::pair key(connection, tool.name);
    if (!m_window)
        return answer(false); // nobody is there to say yes
    if (m_allowed.contains(key) && !isDestructive(tool))
        return answer(true);
    const Caller caller = m_describe ? m_describe(connection) : Caller();
    auto *dialog = new ConfirmCallDialog({ caller.server, caller.account, tool, arguments }, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [this, dialog, key, answer = std::move(answer)](int result) {
        const bool yes = result == QDialog::Accepted;
        if (yes && dialog->isForSession()) {
            m_allowed.insert(key);
            Q_EMIT allowancesChanged();
        }
        answer(yes);
    });
    dialog->open();
}

int CallConfirmer::allowedTools(const QString &connection) const
{
    return int(std::count_if(
        m_allowed.cbegin(), m_allowed.cend(), [&](const auto &key) { return key.first == connection; }));
}

void CallConfirmer::askAgain(const QString &connection)
{
    m_allowed.removeIf([&](const auto &key) { return key.first == connection; });
    Q_EMIT allowancesChanged();
}

} // namespace authscope::ui
