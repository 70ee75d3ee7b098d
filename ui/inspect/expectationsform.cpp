// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/expectationsform.h"

#include "ui/common/text.h"
#include "ui/connections/fields.h"
#include "ui/inspect/keychooser.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QGridLayout>
#include <QLineEdit>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QList<QByteArray> words(const QByteArray &text)
{
    return oauth::splitScopes(text.simplified());
}

} // namespace

ExpectationsForm::ExpectationsForm(const InspectorServices &services)
    : m_services(services)
    , m_base(inspect::openExpectations(services.clock->now()))
    , m_form(settingsForm(this))
    , m_connection(new QComboBox)
    , m_more(linkButton({}, u"moreExpectationsButton"_s))
    , m_tolerance(new QSpinBox)
    , m_otherTime(new QCheckBox(tr("Judge at another time")))
    , m_at(new QDateTimeEdit)
{
    m_connection->setObjectName(u"expectConnectionComboBox"_s);
    m_connection->setAccessibleName(tr("What is expected"));
    m_connection->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_connection->setMinimumContentsLength(12);
    m_form->setColumnMinimumWidth(0, captionWidth());
    addRow(m_form, tr("Expect"), m_connection);
    addFields();
    addTimes();
    refreshConnections();
    showMore(false);
    connect(m_connection, &QComboBox::currentIndexChanged, this, &ExpectationsForm::connectionChosen);
    connect(m_more, &QPushButton::clicked, this, [this] { showMore(!m_fields[Subject]->isVisibleTo(this)); });
}

void ExpectationsForm::addFields()
{
    struct Row {
        Field field;
        QString name, caption, placeholder;
    };
    const Row rows[] = {
        { Issuer, u"expectIssuer"_s, tr("Issuer"), u"iss"_s },
        { Audience, u"expectAudience"_s, tr("Audience"), tr("aud, one of these") },
        { Client, u"expectClient"_s, tr("Client"), u"client_id"_s },
        { Nonce, u"expectNonce"_s, tr("Nonce"), u"nonce"_s },
        { Resource, u"expectResource"_s, tr("Resource"), tr("the server it is for") },
        { Scopes, u"expectScopes"_s, tr("Scopes"), tr("needed, with blanks between") },
        { Subject, u"expectSubject"_s, tr("Subject"), u"sub"_s },
        { Type, u"expectType"_s, tr("Type"), u"typ, at+jwt"_s },
        { Party, u"expectParty"_s, tr("Authorized party"), u"azp"_s },
        { Organization, u"expectOrganization"_s, tr("Organization"), tr("its id or short name") },
        { Acr, u"expectAcr"_s, tr("Sign-in level"), u"acr"_s },
        { MaxAge, u"expectMaxAge"_s, tr("Oldest sign-in"), tr("max_age, in seconds") },
        { Method, u"expectMethod"_s, tr("Request method"), tr("htm of a DPoP proof") },
        { Url, u"expectUrl"_s, tr("Request address"), tr("htu of a DPoP proof") },
        { KeyThumbprint, u"expectKeyThumbprint"_s, tr("Bound to key"), u"cnf.jkt"_s },
        { CertificateThumbprint, u"expectCertificate"_s, tr("Bound to certificate"), u"cnf.x5t#S256"_s },
        { AccessToken, u"expectAccessToken"_s, tr("Access token"), tr("for at_hash and ath") },
        { Code, u"expectCode"_s, tr("Code"), tr("for c_hash") },
    };
    for (const Row &each : rows) {
        if (each.field == Subject)
            m_form->addWidget(m_more, m_form->rowCount(), 1, Qt::AlignLeft);
        QLineEdit *edit = lineEdit(each.name + u"LineEdit"_s, each.caption, each.placeholder);
        if (each.field == AccessToken || each.field == Code)
            edit->setEchoMode(QLineEdit::Password);
        m_fields[each.field] = edit;
        addRow(m_form, each.caption, edit);
        connect(edit, &QLineEdit::textEdited, this, &ExpectationsForm::changed);
    }
}

void ExpectationsForm::addTimes()
{
    m_tolerance->setObjectName(u"toleranceSpinBox"_s);
    m_tolerance->setAccessibleName(tr("Tolerance of times, in seconds"));
    m_tolerance->setRange(0, 86'400);
    m_tolerance->setValue(60);
    m_tolerance->setSuffix(tr(" s"));
    addRow(m_form, tr("Tolerance"), m_tolerance);
    m_otherTime->setObjectName(u"judgeAtCheckBox"_s);
    m_at->setObjectName(u"judgeAtDateTimeEdit"_s);
    m_at->setAccessibleName(tr("The time to judge at"));
    m_at->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
    m_at->setDateTime(base::toDateTime(m_services.clock->now()).toLocalTime());
    m_at->setEnabled(false);
    auto *whole = new QWidget;
    auto *inside = column(whole, 0, 4);
    inside->addWidget(m_otherTime);
    inside->addWidget(m_at);
    addRow(m_form, tr("Time"), whole, m_otherTime);
    connect(m_tolerance, &QSpinBox::valueChanged, this, &ExpectationsForm::changed);
    connect(m_otherTime, &QCheckBox::toggled, this, [this](bool isOn) {
        m_at->setEnabled(isOn);
        Q_EMIT changed();
    });
    connect(m_at, &QDateTimeEdit::dateTimeChanged, this, [this] {
        if (m_otherTime->isChecked())
            Q_EMIT changed();
    });
}

void ExpectationsForm::showMore(bool isOpen)
{
    for (int field = Subject; field < FieldCount; ++field)
        showRow(m_form, m_fields[field], isOpen);
    m_more->setText(isOpen ? tr("Less") : tr("More expectations"));
    m_more->setAccessibleName(m_more->text());
}

void ExpectationsForm::refreshConnections()
{
    const QString before = connection();
    const QSignalBlocker quiet(m_connection);
    m_connections = m_services.connections();
    m_connections.removeIf([](const KnownConnection &known) { return !known.expectations; });
    m_connection->clear();
    m_connection->addItem(tr("what is typed below"));
    for (const KnownConnection &known : std::as_const(m_connections))
        m_connection->addItem(tr("what “%1” knows").arg(base::cleaned(known.name, 80)), known.id);
    m_connection->setCurrentIndex(before.isEmpty() ? 0 : std::max(0, m_connection->findData(before)));
}

QString ExpectationsForm::connection() const
{
    return m_connection->currentData().toString();
}

void ExpectationsForm::setConnection(const QString &id)
{
    const int at = id.isEmpty() ? 0 : std::max(0, m_connection->findData(id));
    if (at == m_connection->currentIndex())
        connectionChosen(); // it may know something else by now
    else
        m_connection->setCurrentIndex(at);
}

const KnownConnection *ExpectationsForm::chosen() const
{
    const int at = m_connection->currentIndex() - 1;
    return at >= 0 && at < m_connections.size() ? &m_connections[at] : nullptr;
}

QByteArray ExpectationsForm::connectionUrl() const
{
    return chosen() ? chosen()->url : QByteArray();
}

void ExpectationsForm::connectionChosen()
{
    const KnownConnection *known = chosen();
    m_base = known ? *known->expectations : inspect::openExpectations(m_services.clock->now());
    fillIn(m_base);
    Q_EMIT changed();
}

void ExpectationsForm::fillIn(const inspect::Expectations &from)
{
    const std::pair<Field, QByteArray> texts[] = { { Issuer, from.issuer },
        { Audience, oauth::joinScopes(from.audiences) }, { Client, from.clientId }, { Nonce, from.nonce },
        { Resource, from.resource }, { Scopes, oauth::joinScopes(from.neededScopes) },
        { Subject, from.subject }, { Type, from.type }, { Party, from.party },
        { Organization, from.organization }, { Acr, from.acr },
        { MaxAge, from.maxAge ? QByteArray::number(qint64(from.maxAge->count())) : QByteArray() },
        { Method, from.method }, { Url, from.url }, { KeyThumbprint, from.keyThumbprint },
        { CertificateThumbprint, from.certificateThumbprint }, { AccessToken, from.accessToken },
        { Code, from.code } };
    for (const auto &[field, value] : texts)
        m_fields[field]->setText(QString::fromUtf8(value));
    m_tolerance->setValue(int(from.tolerance.count()));
}

QByteArray ExpectationsForm::text(Field field) const
{
    return m_fields[field]->text().trimmed().toUtf8();
}

inspect::Expectations ExpectationsForm::value() const
{
    inspect::Expectations out = m_base;
    out.issuer = text(Issuer);
    out.audiences = words(text(Audience));
    out.clientId = text(Client);
    out.nonce = text(Nonce);
    out.resource = text(Resource);
    out.neededScopes = words(text(Scopes));
    out.subject = text(Subject);
    out.type = text(Type);
    out.party = text(Party);
    out.organization = text(Organization);
    out.acr = text(Acr);
    bool isNumber = false;
    const int oldest = text(MaxAge).toInt(&isNumber);
    out.maxAge = isNumber && oldest >= 0 ? std::optional(std::chrono::seconds(oldest)) : std::nullopt;
    setStyleProperty(m_fields[MaxAge], "wrong", !text(MaxAge).isEmpty() && !out.maxAge);
    out.method = text(Method);
    out.url = text(Url);
    out.keyThumbprint = text(KeyThumbprint);
    out.certificateThumbprint = text(CertificateThumbprint);
    out.accessToken = text(AccessToken);
    out.code = text(Code);
    out.tolerance = std::chrono::seconds(m_tolerance->value());
    out.now = m_otherTime->isChecked() ? base::fromDateTime(m_at->dateTime()) : m_services.clock->now();
    return out;
}

} // namespace authscope::ui
