// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/keychooser.h"

#include "ui/common/busyline.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/connections/fields.h"
#include "ui/connections/secretfield.h"
#include "ui/inspect/dropped.h"
#include "ui/inspect/pastefield.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype shownKeys = 20;

QComboBox *comboBox(const QString &objectName, const QString &words)
{
    auto *combo = new QComboBox;
    combo->setObjectName(objectName);
    combo->setAccessibleName(words);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(12);
    return combo;
}

} // namespace

int captionWidth()
{
    return QFontMetrics(fontFor(TextRole::Body)).horizontalAdvance(KeyChooser::tr("Connection")) + 4;
}

KeyChooser::KeyChooser(const InspectorServices &services)
    : m_services(services)
    , m_source(comboBox(u"keySourceComboBox"_s, tr("Where the keys come from")))
    , m_form(settingsForm(this))
    , m_issuer(lineEdit(u"keyIssuerLineEdit"_s, tr("Issuer"), u"https://issuer.example"_s))
    , m_useNamed(linkButton({}, u"useNamedIssuerButton"_s))
    , m_address(lineEdit(u"keyAddressLineEdit"_s, tr("JWKS address"), u"https://issuer.example/jwks.json"_s))
    , m_fetchButton(button({}, u"fetchKeysButton"_s))
    , m_busy(new BusyLine(u"keysBusy"_s, tr("Cancel")))
    , m_error(new ErrorPresenter(u"keysError"_s))
    , m_summary(new Label({}, TextRole::Body, Tone::Muted))
    , m_table(new Table(u"keysTable"_s, tr("Keys"), Table::Height::Fitting))
{
    const std::pair<Source, QString> sources[]
        = { { Source::None, tr("No key: decode only") }, { Source::Connection, tr("Issuer of a connection") },
              { Source::Issuer, tr("An issuer") }, { Source::Address, tr("A JWKS address") },
              { Source::File, tr("A file") }, { Source::Text, tr("Text: JWK, JWKS, PEM, certificate") },
              { Source::Secret, tr("Shared secret (HS256, …)") } };
    for (const auto &[source, words] : sources)
        m_source->addItem(words, int(source));
    m_summary->setObjectName(u"keysSummaryLabel"_s);
    m_summary->setWrapping(true);
    m_model.setColumnCount(2);
    m_table->setModel(&m_model);
    m_table->setColumns({ 0, 0 });
    m_table->horizontalHeader()->hide();
    m_form->setColumnMinimumWidth(0, captionWidth());
    addRow(m_form, tr("Keys"), m_source);
    m_connectionRow = makeConnection();
    addRow(m_form, tr("Connection"), m_connectionRow, m_connection);
    m_issuerRow = new QWidget;
    auto *issuer = column(m_issuerRow, 0, 4);
    issuer->addWidget(m_issuer);
    issuer->addWidget(m_useNamed, 0, Qt::AlignLeft);
    addRow(m_form, tr("Issuer"), m_issuerRow, m_issuer);
    addRow(m_form, tr("Address"), m_address);
    m_fileRow = makeFile();
    addRow(m_form, tr("File"), m_fileRow);
    m_textRow = makeText();
    addRow(m_form, tr("Text"), m_textRow, m_text);
    m_secretRow = makeSecret();
    addRow(m_form, tr("Secret"), m_secretRow, m_secret);
    m_form->addWidget(m_fetchButton, m_form->rowCount(), 1, Qt::AlignLeft);
    addWideRow(m_form, m_busy);
    addWideRow(m_form, m_error);
    addWideRow(m_form, m_summary);
    m_tableCard = card();
    column(m_tableCard, 1, 0)->addWidget(m_table);
    addWideRow(m_form, m_tableCard);
    m_decryption = new PasteField(u"decryptionKeyEdit"_s, tr("Private key that opens the encrypted token"),
        tr("Private key (JWK, JWKS or PEM), or the shared key as a JWK of type oct"), 3, services.clipboard);
    m_decryptionRow = m_decryption;
    addRow(m_form, tr("To open it"), m_decryptionRow);
    wire();
    refreshConnections();
    sourceChosen();
    setDecryption(false);
}

QWidget *KeyChooser::makeConnection()
{
    auto *whole = new QWidget;
    m_connection = comboBox(u"keyConnectionComboBox"_s, tr("Connection whose issuer’s keys are used"));
    column(whole, 0, 4)->addWidget(m_connection);
    return whole;
}

QWidget *KeyChooser::makeFile()
{
    auto *whole = new QWidget;
    m_fileName = new ElidedLabel(tr("none chosen"), TextRole::Body, Tone::Muted, Qt::ElideMiddle);
    QPushButton *choose = button(tr("Choose…"), u"keyFileButton"_s);
    choose->setAccessibleName(tr("Choose a file with keys"));
    auto *line = row(whole, 0, 8);
    line->addWidget(m_fileName, 1);
    line->addWidget(choose);
    connect(choose, &QPushButton::clicked, this, &KeyChooser::chooseFile);
    return whole;
}

QWidget *KeyChooser::makeText()
{
    auto *whole = new QWidget;
    m_text = new PasteField(u"keyTextEdit"_s, tr("Keys as text"),
        tr("Paste a JWK, a JWKS, a PEM key or certificates"), 3, m_services.clipboard);
    QPushButton *paste = button(tr("From the clipboard"), u"keyPasteButton"_s);
    QPushButton *clear = linkButton(tr("Clear"), u"keyTextClearButton"_s);
    clear->setAccessibleName(tr("Clear the keys"));
    auto *actions = row();
    actions->addWidget(paste);
    actions->addWidget(clear);
    actions->addStretch();
    auto *inside = column(whole, 0, 4);
    inside->addWidget(m_text);
    inside->addLayout(actions);
    connect(paste, &QPushButton::clicked, m_text, &PasteField::pasteClipboard);
    connect(clear, &QPushButton::clicked, m_text, &PasteField::clearContent);
    return whole;
}

QWidget *KeyChooser::makeSecret()
{
    auto *whole = new QWidget;
    m_secret = new SecretField(u"sharedSecret"_s, tr("Shared secret"), tr("The secret both sides know"),
        SecretField::From::TypingOrFile);
    auto *caution
        = new Label(tr("Whoever can check with this secret can also make such tokens. It proves less than a "
                       "signature."),
            TextRole::Caption, Tone::Caution);
    caution->setObjectName(u"sharedSecretCaution"_s);
    caution->setWrapping(true);
    auto *inside = column(whole, 0, 4);
    inside->addWidget(m_secret);
    inside->addWidget(caution);
    return whole;
}

void KeyChooser::wire()
{
    connect(m_source, &QComboBox::currentIndexChanged, this, &KeyChooser::sourceChosen);
    connect(m_connection, &QComboBox::currentIndexChanged, this, &KeyChooser::connectionChosen);
    for (QLineEdit *edit : { m_issuer, m_address })
        connect(edit, &QLineEdit::textEdited, this, [this] {
            setKeys({}); // what was fetched is another's
            showFetch();
        });
    for (QLineEdit *edit : { m_issuer, m_address })
        connect(edit, &QLineEdit::returnPressed, this, &KeyChooser::fetch);
    connect(m_useNamed, &QPushButton::clicked, this, [this] {
        m_issuer->setText(QString::fromUtf8(m_namedIssuer));
        setKeys({});
        showFetch();
    });
    connect(m_text, &PasteField::contentChanged, this,
        [this] { takeText(m_text->content().reveal(), tr("the keys that were pasted")); });
    connect(m_secret, &SecretField::changed, this, [this] {
        m_problem.reset();
        if (!m_secret->problem().isEmpty())
            m_problem = base::Error{ .message = m_secret->problem() };
        setKeys(m_secret->value().isEmpty() ? inspect::Keys() : inspect::keysFromSecret(m_secret->value()));
    });
    connect(m_fetchButton, &QPushButton::clicked, this, &KeyChooser::fetch);
    connect(m_busy, &BusyLine::stopRequested, this, &KeyChooser::stop);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &KeyChooser::exchangeRequested);
    connect(m_decryption, &PasteField::contentChanged, this, &KeyChooser::takeDecryption);
}

void KeyChooser::refreshConnections()
{
    const QString before = m_connection->currentData().toString();
    const QSignalBlocker quiet(m_connection);
    m_connections = m_services.connections();
    m_connections.removeIf([](const KnownConnection &connection) { return connection.issuer.isEmpty(); });
    m_connection->clear();
    for (const KnownConnection &connection : std::as_const(m_connections))
        m_connection->addItem(base::cleaned(connection.name, 80), connection.id);
    if (m_connections.isEmpty())
        m_connection->addItem(tr("no connection is signed in"));
    m_connection->setCurrentIndex(std::max(0, m_connection->findData(before)));
}

KeyChooser::Source KeyChooser::source() const
{
    return static_cast<Source>(m_source->currentData().toInt());
}

void KeyChooser::setSource(Source source)
{
    m_source->setCurrentIndex(m_source->findData(int(source)));
}

void KeyChooser::setConnection(const QString &id)
{
    const int at = m_connection->findData(id);
    if (at < 0)
        return;
    m_connection->setCurrentIndex(at);
    setSource(Source::Connection);
    connectionChosen();
}

const KnownConnection *KeyChooser::chosenConnection() const
{
    const int at = m_connection->currentIndex();
    return at >= 0 && at < m_connections.size() ? &m_connections[at] : nullptr;
}

void KeyChooser::sourceChosen()
{
    stop();
    m_problem.reset();
    const Source chosen = source();
    showRow(m_form, m_connectionRow, chosen == Source::Connection);
    showRow(m_form, m_issuerRow, chosen == Source::Issuer);
    showRow(m_form, m_address, chosen == Source::Address);
    showRow(m_form, m_fileRow, chosen == Source::File);
    showRow(m_form, m_textRow, chosen == Source::Text);
    showRow(m_form, m_secretRow, chosen == Source::Secret);
    switch (chosen) {
    case Source::Connection:
        return connectionChosen();
    case Source::Text:
        return takeText(m_text->content().reveal(), tr("the keys that were pasted"));
    case Source::Secret:
        setKeys(m_secret->value().isEmpty() ? inspect::Keys() : inspect::keysFromSecret(m_secret->value()));
        return;
    case Source::File:
        m_fileName->setElided(tr("none chosen"));
        break;
    case Source::None:
    case Source::Issuer:
    case Source::Address:
        break;
    }
    setKeys({});
}

void KeyChooser::connectionChosen()
{
    if (source() != Source::Connection)
        return;
    stop();
    m_problem.reset();
    const KnownConnection *connection = chosenConnection();
    setKeys(connection && connection->keysAtHand ? *connection->keysAtHand : inspect::Keys());
}

void KeyChooser::setNamed(const QByteArray &issuer, const QByteArray &kid)
{
    m_namedIssuer = issuer.size() <= 2048 ? issuer : QByteArray();
    m_namedKid = kid;
    m_useNamed->setText(tr("Use the one the token names"));
    m_useNamed->setToolTip(plainToolTip(base::cleaned(m_namedIssuer)));
    m_useNamed->setAccessibleDescription(base::cleaned(m_namedIssuer));
    m_useNamed->setVisible(!m_namedIssuer.isEmpty());
}

void KeyChooser::setDecryption(bool isWanted)
{
    showRow(m_form, m_decryptionRow, isWanted);
}

void KeyChooser::useText(const QByteArray &text)
{
    setSource(Source::Text);
    m_text->take(text);
}

void KeyChooser::useKeys(const inspect::Keys &keys)
{
    setSource(Source::Text);
    m_text->clearContent();
    m_problem.reset();
    setKeys(keys);
}

void KeyChooser::takeFile(const QString &path)
{
    const QString name = base::cleaned(QFileInfo(path).fileName(), 80);
    m_fileName->setElided(name);
    if (const auto bytes = readInspectedFile(path)) {
        takeText(*bytes, tr("the keys of the file %1").arg(name));
    } else {
        m_problem = bytes.error();
        setKeys({});
    }
}

void KeyChooser::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("A file with keys"));
    dialog->setObjectName(u"keyFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &KeyChooser::takeFile);
    dialog->open();
}

void KeyChooser::takeText(const QByteArray &text, const QString &title)
{
    m_problem.reset();
    if (text.trimmed().isEmpty())
        return setKeys({});
    const auto keys = inspect::keysFromText(text, title);
    if (!keys)
        m_problem = keys.error();
    setKeys(keys ? *keys : inspect::noKeys(keys.error().message));
}

void KeyChooser::takeDecryption()
{
    m_problem.reset();
    m_opening.reset();
    if (const QByteArray &text = m_decryption->content().reveal(); !text.trimmed().isEmpty()) {
        const auto keys = inspect::keysFromText(text, {});
        if (keys)
            m_opening = keys->loaded;
        else
            m_problem = keys.error();
    }
    showKeys();
    Q_EMIT keysChanged();
}

void KeyChooser::setKeys(const inspect::Keys &keys)
{
    m_keys = keys;
    showKeys();
    Q_EMIT keysChanged();
}

inspect::Keys KeyChooser::keys() const
{
    inspect::Keys keys = m_keys;
    if (!m_decryptionRow->isVisibleTo(this) || !m_opening)
        return keys;
    if (keys.loaded)
        keys.loaded->keys += m_opening->keys;
    else
        keys.loaded = m_opening;
    if (keys.source == inspect::Keys::Source::None)
        keys.source = inspect::Keys::Source::Given;
    return keys;
}

void KeyChooser::showKeys()
{
    m_error->setError(m_problem);
    const QList<inspect::KeyRow> rows = inspect::keyRows(m_keys);
    m_model.removeRows(0, m_model.rowCount());
    for (const inspect::KeyRow &key : rows.first(std::min(rows.size(), shownKeys))) {
        QStringList what{ base::cleaned(key.type, 60) };
        if (!key.kid.isEmpty())
            what.prepend(isolated(base::cleaned(key.kid, 60)));
        QStandardItem *second = key.problem.isEmpty()
            ? cell(key.use, Tone::Muted)
            : markedCell(base::cleaned(key.problem, 400), int(Mark::Noted), Tone::Caution);
        QStandardItem *first = cell(what.join(u" · "_s));
        if (!key.thumbprint.isEmpty())
            first->setToolTip(plainToolTip(tr("Thumbprint %1").arg(QString::fromLatin1(key.thumbprint))));
        m_model.appendRow({ first, second });
    }
    m_tableCard->setVisible(!rows.isEmpty());
    QString words;
    if (!m_keys.title.isEmpty())
        words = counted(rows.size(), tr("1 key: %1"), tr("%1 keys: %2"))
                    .arg(isolated(base::cleaned(m_keys.title, 200)));
    if (rows.size() > shownKeys)
        words += tr(" The first %1 are shown.").arg(shownKeys);
    for (const base::Check &check : std::as_const(m_keys.checks)) {
        if (check.state == base::CheckState::Noted || check.state == base::CheckState::Failed)
            words += u"\n! "_s + isolated(base::cleaned(check.title, 300));
    }
    m_summary->setText(words);
    m_summary->setVisible(!words.isEmpty() && !m_problem);
    showFetch();
}

void KeyChooser::tick(base::Time now)
{
    m_busy->tick(now);
}

} // namespace authscope::ui
