// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/errorpresenter.h"

#include "base/errorcodes.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

/// Somebody's wish is not a fault.
bool isChoice(base::ErrorKind kind)
{
    return kind == base::ErrorKind::Cancelled || kind == base::ErrorKind::Refused;
}

QString kindWords(const base::Error &error)
{
    switch (error.kind) {
    case base::ErrorKind::Usage:
        return ErrorPresenter::tr("This cannot be done");
    case base::ErrorKind::ToolFailed:
        return error.code == base::code::mcpError ? ErrorPresenter::tr("The server answers with an error")
                                                  : ErrorPresenter::tr("The tool reports an error");
    case base::ErrorKind::TokenRejected:
        return ErrorPresenter::tr("The token was not accepted");
    case base::ErrorKind::ServerBrokeRule:
        return ErrorPresenter::tr("The server broke a rule");
    case base::ErrorKind::Refused:
        return ErrorPresenter::tr("Refused");
    case base::ErrorKind::Cancelled:
        return ErrorPresenter::tr("Stopped");
    case base::ErrorKind::Network:
        return ErrorPresenter::tr("No usable answer");
    case base::ErrorKind::Keychain:
        return ErrorPresenter::tr("The keychain did not do it");
    case base::ErrorKind::Storage:
        return ErrorPresenter::tr("Not written to disk");
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

ErrorPresenter::ErrorPresenter(const QString &objectName, const QMargins &around)
    : m_frame(new QFrame)
    , m_mark(new MarkLabel(Mark::Failed))
    , m_code(new Label)
    , m_message(new Label)
    , m_server(new Label)
    , m_next(new Label)
    , m_rule(new Label({}, TextRole::Caption, Tone::Muted))
    , m_requestId(new Label({}, TextRole::Caption, Tone::Muted))
    , m_exchange(linkButton(tr("Show the exchange"), u"errorExchangeButton"_s))
    , m_copyId(iconButton(u"copy"_s, tr("Copy the request id"), u"errorCopyButton"_s))
{
    setObjectName(objectName);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    m_code->setObjectName(u"errorCodeLabel"_s);
    m_message->setObjectName(u"errorMessageLabel"_s);
    m_server->setObjectName(u"errorServerLabel"_s);
    m_next->setObjectName(u"errorNextLabel"_s);
    m_rule->setObjectName(u"errorRuleLabel"_s);
    m_requestId->setObjectName(u"errorRequestIdLabel"_s);
    QFont strong = m_code->font();
    strong.setBold(true);
    m_code->setFont(strong);
    for (Label *label : { m_message, m_server, m_next }) {
        label->setWrapping(true);
        label->setSelectable();
    }
    m_requestId->setSelectable();

    auto *words = column(nullptr, 0, 4);
    words->addWidget(m_code);
    words->addWidget(m_message);
    words->addWidget(m_server);
    words->addWidget(m_next);
    auto *proof = row(nullptr, 0, 12);
    proof->addWidget(m_exchange);
    proof->addWidget(m_rule);
    proof->addWidget(m_requestId);
    proof->addWidget(m_copyId);
    proof->addStretch();
    words->addLayout(proof);
    auto *all = row(m_frame, 12, 12);
    all->addWidget(m_mark, 0, Qt::AlignTop);
    all->addLayout(words, 1);
    auto *outside = column(this);
    outside->setContentsMargins(around);
    outside->addWidget(m_frame);

    connect(m_exchange, &QPushButton::clicked, this, [this] {
        if (m_error)
            Q_EMIT exchangeRequested(m_error->exchange);
    });
    connect(m_copyId, &QPushButton::clicked, this, [this] {
        if (m_error)
            QApplication::clipboard()->setText(base::cleaned(m_error->requestId));
    });
    setError({});
}

void ErrorPresenter::setError(const std::optional<base::Error> &error)
{
    m_error = error;
    setVisible(error.has_value());
    if (!error)
        return;
    const bool choice = isChoice(error->kind);
    const Tone tone = choice ? Tone::Caution : Tone::Bad;
    setStyleProperty(m_frame, "banner", QLatin1StringView(toneName(tone)));
    m_mark->setMark(choice ? Mark::Cancelled : Mark::Failed);
    m_code->setTone(tone);
    m_code->setText(
        error->code.isEmpty() ? kindWords(*error) : u"%1 · %2"_s.arg(kindWords(*error), error->code));
    m_message->setForeignText(error->message, 2000);
    m_server->setText(tr("The server says: “%1”").arg(isolated(base::cleaned(error->serverSays))));
    m_server->setVisible(!error->serverSays.isEmpty());
    m_next->setForeignText(error->nextStep, 1000);
    m_next->setVisible(!error->nextStep.isEmpty());
    m_rule->setForeignText(error->rule);
    m_rule->setVisible(!error->rule.isEmpty());
    m_requestId->setText(tr("Request id %1").arg(base::cleaned(error->requestId)));
    m_requestId->setVisible(!error->requestId.isEmpty());
    m_copyId->setVisible(!error->requestId.isEmpty());
    m_exchange->setVisible(error->exchange != 0);
    setAccessibleName(tr("Error: %1").arg(m_message->text()));
}

} // namespace authscope::ui
