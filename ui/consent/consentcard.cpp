// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consent/consentcard.h"

#include "ui/common/chip.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QGridLayout>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

Label *heading(const QString &text)
{
    auto *label = new Label(text, TextRole::Caption, Tone::Muted);
    QFont strong = label->font();
    strong.setBold(true);
    label->setFont(strong);
    return label;
}

} // namespace

ConsentCard::ConsentCard()
    : m_title(new Label({}, TextRole::Title))
    , m_explanation(new Label({}, TextRole::Body, Tone::Muted))
    , m_why(new Label({}, TextRole::Body, Tone::Muted))
    , m_facts(new QGridLayout)
    , m_scopes(new QGridLayout)
    , m_more(linkButton({}, u"moreScopesButton"_s))
    , m_cancel(button(tr("Cancel"), u"cancelConsentButton"_s))
    , m_continue(primaryButton(tr("Continue"), u"continueButton"_s))
    , m_kept(new Label({}, TextRole::Body, Tone::Muted))
{
    setObjectName(u"consentCard"_s);
    setProperty("card", true);
    m_title->setObjectName(u"consentTitleLabel"_s);
    m_explanation->setObjectName(u"consentExplanationLabel"_s);
    m_kept->setObjectName(u"consentKeptLabel"_s);
    for (Label *label : { m_title, m_explanation, m_why, m_kept })
        label->setWrapping(true);
    m_kept->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_facts->setHorizontalSpacing(16);
    m_facts->setVerticalSpacing(4);
    m_facts->setColumnStretch(1, 1);
    m_scopes->setHorizontalSpacing(16);
    m_scopes->setVerticalSpacing(4);
    m_scopes->setColumnStretch(1, 3);
    m_scopes->setColumnStretch(2, 5);
    m_scopes->setColumnStretch(3, 4);
    m_cancel->setAutoDefault(true);
    m_cancel->setDefault(true);

    auto *actions = row(nullptr, 0, 12);
    actions->addWidget(m_cancel);
    actions->addWidget(m_continue);
    actions->addWidget(m_kept, 1);
    auto *all = column(this, 20, 8);
    all->addWidget(m_title);
    all->addWidget(m_explanation);
    all->addWidget(m_why);
    all->addLayout(m_facts);
    all->addSpacing(4);
    all->addLayout(m_scopes);
    all->addWidget(m_more, 0, Qt::AlignLeft);
    all->addSpacing(4);
    all->addLayout(actions);

    connect(m_more, &QPushButton::clicked, this, &ConsentCard::showOffered);
    connect(m_cancel, &QPushButton::clicked, this, &ConsentCard::declined);
    connect(m_continue, &QPushButton::clicked, this, [this] { Q_EMIT agreed(chosenScopes()); });
}

void ConsentCard::ask(const oauth::ConsentRequest &request, const QList<mcp::Tool> &tools)
{
    const QString host = base::cleaned(request.authorizationHost);
    const QString resource
        = request.resourceName.isEmpty() ? QString::fromUtf8(request.resource) : request.resourceName;
    const QString asks = resource.isEmpty() ? QString::fromUtf8(request.issuer) : resource;
    m_title->setText(tr("%1 asks for your permission").arg(foreignName(asks)));
    m_explanation->setText(
        tr("%1 will open %2 in your browser. There you sign in and decide; nothing has been sent "
           "to that page yet.")
            .arg(base::cleaned(request.clientName), host));
    m_why->setText(tr("Why now: %1").arg(isolated(base::cleaned(request.reason))));
    m_why->setVisible(!request.reason.isEmpty());
    m_kept->setText(tr("The refresh token stays in %1. Nothing is sent anywhere else.")
                        .arg(base::cleaned(request.keptIn)));

    clearLayout(m_facts);
    const std::pair<QString, QByteArray> facts[] = {
        { tr("Who asks"), request.clientName.toUtf8() + " · client " + request.clientId },
        { tr("Answer goes to"), request.redirectUri },
        { tr("Authorization server"), request.issuer },
        { tr("For"), request.resource },
    };
    for (const auto &[what, value] : facts) {
        if (value.isEmpty())
            continue;
        const int at = m_facts->rowCount();
        m_facts->addWidget(new Label(what, TextRole::Body, Tone::Muted), at, 0);
        m_facts->addWidget(
            new ElidedLabel(base::cleaned(value, 2000), TextRole::Wire, Tone::Plain, Qt::ElideMiddle), at, 1);
    }

    clearLayout(m_scopes);
    m_boxes.clear();
    m_needed.clear();
    int column = 0;
    for (const QString &words : { QString(), tr("PERMISSION"), tr("MEANING"), tr("NEEDED BY"), tr("BEFORE") })
        m_scopes->addWidget(heading(words), 0, column++);
    for (const oauth::ConsentScope &scope : request.scopes)
        addScope(scope, true);
    m_offered = request.offered;
    m_more->setText(counted(int(m_offered.size()), tr("Show 1 more permission on offer"),
        tr("Show %1 more permissions on offer")));
    m_more->setVisible(!m_offered.isEmpty());
    setTools(tools);
    if (request.scopes.isEmpty()) {
        m_scopes->addWidget(
            new Label(tr("No scope is named: the provider decides what this covers.")), 1, 1, 1, 4);
    }
    m_continue->setText(withoutMnemonic(tr("Continue to %1").arg(host)));
    m_continue->setAccessibleName(tr("Continue to %1").arg(host));
    m_cancel->setFocus();
}

void ConsentCard::showOffered()
{
    for (const oauth::ConsentScope &scope : std::exchange(m_offered, {}))
        addScope(scope, false);
    m_more->hide();
    setTools(m_tools);
}

void ConsentCard::setTools(const QList<mcp::Tool> &tools)
{
    m_tools = tools;
    const QString nobody = tools.isEmpty() ? tr("known after the sign-in") : tr("no tool says so");
    for (const auto &[label, scope] : std::as_const(m_needed)) {
        const QStringList neededBy = toolsNeeding(scope, tools);
        label->setText(neededBy.isEmpty() ? nobody : fewOf(neededBy));
        label->setTone(neededBy.isEmpty() ? Tone::Muted : Tone::Plain);
        label->setToolTip(plainToolTip(neededBy.join(u'\n')));
    }
}

void ConsentCard::addScope(const oauth::ConsentScope &scope, bool isAsked)
{
    const int at = m_scopes->rowCount();
    const QString name = base::cleaned(scope.scope, 120);
    m_scopes->addWidget(rule(), at, 0, 1, 5);
    auto *box = new QCheckBox;
    box->setObjectName(u"scopeCheckBox_%1"_s.arg(name));
    box->setAccessibleName(tr("Ask for %1").arg(name));
    box->setChecked(scope.isSelected);
    m_boxes.append({ box, scope.scope });
    auto *nameCell = new QWidget;
    auto *inner = row(nameCell, 0, 8);
    inner->addWidget(new ElidedLabel(name, TextRole::Wire, Tone::Plain, Qt::ElideMiddle));
    if (isAsked && !scope.isSelected)
        inner->addWidget(new Chip(tr("published nowhere"), Tone::Caution));
    else if (!scope.isHeld)
        inner->addWidget(
            new Chip(isAsked ? tr("new") : tr("on offer"), isAsked ? Tone::Accent : Tone::Muted));
    inner->addStretch(1);
    auto *meaning = new Label(scope.meaning.isEmpty() ? tr("Defined by the server; see its documentation")
                                                      : base::cleaned(scope.meaning),
        TextRole::Body, scope.meaning.isEmpty() ? Tone::Muted : Tone::Plain);
    meaning->setWrapping(true);
    auto *needed = new Label;
    needed->setWrapping(true);
    m_needed.append({ needed, scope.scope });
    m_scopes->addWidget(box, at + 1, 0);
    m_scopes->addWidget(nameCell, at + 1, 1);
    m_scopes->addWidget(meaning, at + 1, 2);
    m_scopes->addWidget(needed, at + 1, 3);
    m_scopes->addWidget(new Label(scope.isHeld ? tr("held") : tr("not held"), TextRole::Body,
                            scope.isHeld ? Tone::Good : Tone::Muted),
        at + 1, 4);
}

QList<QByteArray> ConsentCard::chosenScopes() const
{
    QList<QByteArray> scopes;
    for (const auto &[box, scope] : m_boxes) {
        if (box->isChecked())
            scopes += scope;
    }
    return scopes;
}

} // namespace authscope::ui
