// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/requestfields.h"

#include "oauth/authorizationrequest.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/connections/fields.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

RequestFields::RequestFields()
    : m_summary(new Label({}, TextRole::Body, Tone::Muted))
    , m_more(button(tr("Show"), u"requestFieldsButton"_s))
    , m_page(new QWidget)
    , m_prompt(lineEdit(u"promptLineEdit"_s, tr("What the provider is to show"),
          tr("login, consent, select_account; its own choice when empty")))
    , m_loginHint(lineEdit(
          u"loginHintLineEdit"_s, tr("Who you are likely to be"), tr("an e-mail address, for example")))
    , m_maxAge(lineEdit(u"maxAgeLineEdit"_s, tr("Seconds since you signed in there"), tr("any when empty")))
    , m_parameters(new QPlainTextEdit)
    , m_push(new QCheckBox(tr("Send the request beforehand wherever that is offered")))
{
    setObjectName(u"requestFields"_s);
    m_summary->setObjectName(u"requestFieldsLabel"_s);
    m_more->setProperty("quiet", true);
    m_more->setCheckable(true);
    m_parameters->setObjectName(u"extraParametersEdit"_s);
    m_parameters->setAccessibleName(tr("Extra parameters"));
    m_parameters->setPlaceholderText(u"audience=boards"_s);
    m_parameters->setFont(fontFor(TextRole::Wire));
    m_parameters->setTabChangesFocus(true);
    m_parameters->setFixedHeight(m_parameters->fontMetrics().lineSpacing() * 3 + 12);
    m_push->setObjectName(u"alwaysPushCheckBox"_s);
    m_push->setAccessibleName(m_push->text());
    auto *page = column(m_page, 0, 0);
    page->setContentsMargins(16, 0, 0, 0);
    auto *rows = new QWidget;
    page->addWidget(rows);
    QGridLayout *form = settingsForm(rows);
    addRow(form, tr("Prompt"), m_prompt);
    addRow(form, tr("Login hint"), m_loginHint);
    addRow(form, tr("At most so old (s)"), m_maxAge);
    addRow(form, tr("More parameters"), m_parameters);
    addRow(form, tr("Pushed request"), m_push);
    auto *head = row(nullptr, 0, 8);
    head->addWidget(new Label(tr("Authorization request")));
    head->addWidget(m_summary);
    head->addWidget(m_more);
    head->addStretch();
    auto *all = column(this, 0, 4);
    all->addLayout(head);
    all->addWidget(m_page);
    const auto open = [this](bool isOpen) {
        m_page->setVisible(isOpen);
        m_more->setIcon(tintedIcon(isOpen ? u"down"_s : u"right"_s, Tone::Muted));
        m_more->setText(isOpen ? tr("Hide") : tr("Show"));
        m_more->setAccessibleName(
            isOpen ? tr("Hide the authorization request") : tr("Show the authorization request"));
    };
    connect(m_more, &QPushButton::toggled, this, open);
    for (const QLineEdit *edit : { m_prompt, m_loginHint, m_maxAge })
        connect(edit, &QLineEdit::textChanged, this, &RequestFields::showSummary);
    connect(m_parameters, &QPlainTextEdit::textChanged, this, &RequestFields::showSummary);
    connect(m_push, &QCheckBox::toggled, this, &RequestFields::showSummary);
    open(false);
    showSummary();
}

void RequestFields::setSettings(const session::Connection::Settings &settings)
{
    m_prompt->setText(QString::fromUtf8(settings.prompt));
    m_loginHint->setText(QString::fromUtf8(settings.loginHint));
    m_maxAge->setText(settings.maxAge ? QString::number(settings.maxAge->count()) : QString());
    QStringList lines;
    for (const base::FormPair &pair : settings.extraParameters)
        lines += QString::fromUtf8(pair.name + '=' + pair.value);
    m_parameters->setPlainText(lines.join(u'\n'));
    m_push->setChecked(settings.alwaysPush);
}

void RequestFields::write(session::Connection::Settings *settings) const
{
    settings->prompt = m_prompt->text().simplified().toUtf8();
    settings->loginHint = m_loginHint->text().trimmed().toUtf8();
    bool isNumber = false;
    const qint64 seconds = m_maxAge->text().trimmed().toLongLong(&isNumber);
    settings->maxAge = isNumber ? std::optional(std::chrono::seconds(seconds)) : std::nullopt;
    settings->extraParameters = parameters().value_or(QList<base::FormPair>());
    settings->alwaysPush = m_push->isChecked();
}

base::Result<QList<base::FormPair>> RequestFields::parameters() const
{
    QList<base::FormPair> out;
    for (const QString &line : m_parameters->toPlainText().split(u'\n', Qt::SkipEmptyParts)) {
        const QByteArray text = line.trimmed().toUtf8();
        const qsizetype equals = text.indexOf('=');
        if (equals <= 0)
            return base::fail({ .message = tr("“%1” is no NAME=VALUE.").arg(base::cleaned(text)) });
        out.append({ text.left(equals), text.mid(equals + 1) });
    }
    if (const auto fine = oauth::checkExtraParameters(out); !fine)
        return base::fail(fine.error());
    return out;
}

QString RequestFields::problem() const
{
    const QString age = m_maxAge->text().trimmed();
    bool isNumber = age.isEmpty();
    const bool isNegative = !isNumber && age.toLongLong(&isNumber) < 0;
    if (!isNumber || isNegative)
        return tr("“%1” is no number of seconds.").arg(base::cleaned(age.toUtf8(), 40));
    if (const auto fine = oauth::checkPrompt(m_prompt->text().simplified().toUtf8()); !fine)
        return fine.error().message;
    const auto read = parameters();
    return read ? QString() : read.error().message;
}

void RequestFields::showSummary()
{
    const int given = int(!m_prompt->text().trimmed().isEmpty())
        + int(!m_loginHint->text().trimmed().isEmpty()) + int(!m_maxAge->text().trimmed().isEmpty())
        + int(!m_parameters->toPlainText().trimmed().isEmpty()) + int(m_push->isChecked());
    m_summary->setText(given == 0 ? tr("as usual") : counted(given, tr("1 wish"), tr("%1 wishes")));
}

} // namespace authscope::ui
