// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/resources/resourcepanel.h"

#include "mcp/uritemplate.h"
#include "ui/common/chip.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QProgressBar>
#include <QScrollArea>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

/// The texts of the form as the template wants them: a list is written with commas between.
QMap<QByteArray, QStringList> expandedValues(const mcp::UriTemplate &text, const json::Object &typed)
{
    QMap<QByteArray, QStringList> values;
    for (const mcp::UriTemplate::Variable &variable : text.variables()) {
        const auto value = json::stringMember(typed, json::view(variable.name));
        if (!value)
            continue;
        const QString given = QString::fromUtf8(*value);
        QStringList parts = variable.isList ? given.split(u',', Qt::SkipEmptyParts) : QStringList{ given };
        for (QString &part : parts)
            part = variable.isList ? part.trimmed() : part;
        values[variable.name] = parts;
    }
    return values;
}

} // namespace

ResourcePanel::ResourcePanel()
    : m_title(new Label({}, TextRole::Title))
    , m_type(new Chip)
    , m_size(new Chip)
    , m_wire(new Label({}, TextRole::Wire, Tone::Muted))
    , m_description(new Label({}, TextRole::Body, Tone::Muted))
    , m_variables(new VariableForm)
    , m_expanded(new Label({}, TextRole::Wire, Tone::Muted))
    , m_read(primaryButton(tr("Read"), u"readButton"_s))
    , m_cancel(button(tr("Cancel"), u"cancelReadButton"_s))
    , m_busy(new QProgressBar)
    , m_hint(new Label({}, TextRole::Body, Tone::Muted))
    , m_visit(visitButton(u"readVisitFinishedButton"_s))
    , m_watch(button(tr("Watch"), u"watchButton"_s))
    , m_watchChip(new Chip)
    , m_updated(new Label({}, TextRole::Caption, Tone::Accent))
{
    setProperty("card", true);
    setObjectName(u"resourcePanel"_s);
    m_title->setObjectName(u"resourceTitleLabel"_s);
    m_title->setWrapping(true);
    m_wire->setObjectName(u"resourceUriLabel"_s);
    m_wire->setSelectable();
    m_wire->setWrapping(true);
    m_description->setObjectName(u"resourceDescriptionLabel"_s);
    m_description->setWrapping(true);
    m_expanded->setObjectName(u"expandedUriLabel"_s);
    m_expanded->setWrapping(true);
    m_expanded->setSelectable();
    m_hint->setObjectName(u"readHintLabel"_s);
    m_busy->setObjectName(u"readProgress"_s);
    m_busy->setAccessibleName(tr("Progress of reading"));
    m_busy->setTextVisible(false);
    m_busy->setFixedSize(120, 6);
    m_watch->setCheckable(true);
    m_watchChip->setObjectName(u"watchChip"_s);
    m_updated->setObjectName(u"updatedLabel"_s);

    auto *head = row(nullptr, 0, 8);
    head->addWidget(m_title, 1);
    head->addWidget(m_type);
    head->addWidget(m_size);
    QScrollArea *area = scrollingPage(m_variables, tr("Variables"));
    m_variables->setAutoFillBackground(false);
    m_variables->setProperty("page", false);
    area->viewport()->setAutoFillBackground(false);
    area->setMinimumHeight(64);
    m_area = area;
    auto *actions = row(nullptr, 0, 12);
    actions->addWidget(m_read);
    actions->addWidget(m_cancel);
    actions->addWidget(m_busy);
    actions->addWidget(m_hint, 1);
    actions->addWidget(m_visit);
    actions->addWidget(m_updated);
    actions->addWidget(m_watchChip);
    actions->addWidget(m_watch);
    auto *all = column(this, 16, 8);
    all->addLayout(head);
    all->addWidget(m_wire);
    all->addWidget(m_description);
    all->addWidget(m_area, 1);
    all->addWidget(m_expanded);
    all->addStretch();
    all->addLayout(actions);

    for (const auto key : { Qt::Key_Return, Qt::Key_Enter }) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        connect(shortcut, &QShortcut::activated, this, [this] {
            if (isVisible())
                read();
        });
    }
    connect(m_read, &QPushButton::clicked, this, &ResourcePanel::read);
    connect(m_cancel, &QPushButton::clicked, this, &ResourcePanel::cancelRequested);
    connect(m_visit, &QPushButton::clicked, this, &ResourcePanel::visitFinished);
    connect(m_watch, &QPushButton::clicked, this, [this](bool on) { Q_EMIT watchToggled(uri(), on); });
    connect(m_variables, &VariableForm::submitted, this, &ResourcePanel::read);
    connect(m_variables, &VariableForm::edited, this, [this] {
        showUri();
        Q_EMIT uriChanged();
    });
    setWatch(WatchMark::NotOffered, {});
    setUpdated({});
    setRunning(false);
}

void ResourcePanel::showHead(const QString &title, const QByteArray &wire, const QString &description,
    const QByteArray &mimeType, std::optional<qint64> size)
{
    m_title->setText(isolated(base::cleaned(title, 120)));
    m_wire->setText(base::cleaned(wire, 1000));
    m_description->setForeignText(description, 1000);
    m_description->setVisible(!description.isEmpty());
    m_type->setChip(base::cleaned(mimeType, 60), Tone::Muted);
    m_type->setVisible(!mimeType.isEmpty());
    m_size->setChip(size ? sizeText(*size) : QString(), Tone::Muted);
    m_size->setVisible(size.has_value());
}

void ResourcePanel::setResource(const mcp::Resource &resource)
{
    m_uri = resource.uri;
    m_template.clear();
    m_variables->setVariables({});
    showHead(resource.title, resource.uri, resource.description, resource.mimeType, resource.size);
    showUri();
}

void ResourcePanel::setTemplate(const mcp::ResourceTemplate &given)
{
    if (m_template != given.uriTemplate)
        m_variables->setVariables({}); // another template's words do not belong in this one
    m_uri.clear();
    m_template = given.uriTemplate;
    const auto parsed = mcp::UriTemplate::parse(given.uriTemplate);
    QList<VariableForm::Variable> variables;
    if (parsed) {
        for (const mcp::UriTemplate::Variable &variable : parsed->variables())
            variables += { .name = variable.name,
                .hint = variable.isList ? tr("several, with commas between") : QString() };
    }
    m_variables->setVariables(variables);
    showHead(given.title, given.uriTemplate, given.description, given.mimeType, {});
    showUri();
}

QByteArray ResourcePanel::uri() const
{
    if (m_template.isEmpty())
        return m_uri;
    const auto parsed = mcp::UriTemplate::parse(m_template);
    return parsed ? parsed->expand(expandedValues(*parsed, m_variables->values())) : QByteArray();
}

void ResourcePanel::showUri()
{
    m_area->setVisible(!m_template.isEmpty());
    m_expanded->setVisible(!m_template.isEmpty());
    const bool usable = !uri().isEmpty();
    m_read->setEnabled(usable);
    m_watch->setEnabled(usable && m_watchChip->text() != watchChip(WatchMark::NotOffered).text);
    if (m_template.isEmpty())
        return;
    const auto parsed = mcp::UriTemplate::parse(m_template);
    m_expanded->setTone(parsed ? Tone::Muted : Tone::Bad);
    m_expanded->setText(parsed ? tr("→ %1").arg(base::cleaned(uri(), 1000))
                               : u"✗ "_s + base::cleaned(parsed.error().message, 400));
}

void ResourcePanel::read()
{
    if (m_read->isVisibleTo(this) && m_read->isEnabled())
        Q_EMIT readRequested(uri());
}

void ResourcePanel::setRunning(bool running, const QString &phase)
{
    m_phase = running ? phase : QString();
    m_read->setVisible(!running);
    m_cancel->setVisible(running);
    m_busy->setVisible(running);
    if (!running)
        setVisitAwaited(false);
    if (running)
        m_busy->setRange(0, 0);
    m_hint->setText(running ? tr("%1 …").arg(base::cleaned(phase)) : tr("Ctrl+Enter"));
}

void ResourcePanel::setProgress(double progress, double total, const QString &message)
{
    if (total > 0) {
        m_busy->setRange(0, 1000);
        m_busy->setValue(int(std::clamp(progress / total, 0.0, 1.0) * 1000));
    }
    if (!message.isEmpty())
        m_phase = message;
}

void ResourcePanel::setVisitAwaited(bool isAwaited)
{
    ui::setVisitAwaited(m_visit, isAwaited);
}

void ResourcePanel::setElapsed(std::chrono::milliseconds elapsed)
{
    m_hint->setText(tr("%1 … %2").arg(base::cleaned(m_phase, 120), durationText(elapsed)));
}

void ResourcePanel::setWatch(WatchMark mark, const QString &note)
{
    const ChipText chip = watchChip(mark);
    m_watchChip->setChip(chip.text, chip.tone);
    m_watchChip->setVisible(!chip.text.isEmpty());
    m_watchChip->setAccessibleName(chip.text);
    const QString words = watchWords(mark, note);
    m_watchChip->setToolTip(plainToolTip(words));
    m_watch->setToolTip(plainToolTip(words));
    m_watch->setAccessibleDescription(words);
    m_watch->setChecked(mark != WatchMark::Off && mark != WatchMark::NotOffered);
    m_watch->setEnabled(mark != WatchMark::NotOffered && !uri().isEmpty());
}

void ResourcePanel::setUpdated(std::optional<base::Time> at)
{
    m_updated->setText(at ? tr("updated %1").arg(clockTime(*at)) : QString());
    m_updated->setToolTip(at ? plainToolTip(wholeTime(*at)) : QString());
    m_updated->setVisible(at.has_value());
}

} // namespace authscope::ui
