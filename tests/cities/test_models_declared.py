"""Every model is declared: owned by a city, or global for a reason. A new one fails here until it is."""

from django.apps import apps

from cities.models import CityOwned

GLOBAL = {
    "assessments.SharedFigures": "quartiles of six cities or more, of none of them",
    "account.EmailAddress": "a person proves an address once, for all their cities",
    "account.EmailConfirmation": "stays empty: addresses are proven by codes, which stand in the session",
    "mfa.Authenticator": "a person's own second factor",
    "usersessions.UserSession": "where a person is signed in",
    "cities.City": "the tenant itself",
    "cities.OutgoingMail": "mails about signing in belong to no city; pages filter by city",
    "cities.User": "a person may belong to several cities",
    "framework.Edition": "the framework knows no city",
    "framework.Scale": "framework",
    "framework.Level": "framework",
    "framework.Instrument": "framework",
    "framework.Group": "framework",
    "framework.Criterion": "framework",
    "framework.Phase": "framework",
    "framework.EditionText": "framework",
    "framework.LevelText": "framework",
    "framework.InstrumentText": "framework",
    "framework.GroupText": "framework",
    "framework.CriterionText": "framework",
    "framework.PhaseText": "framework",
    "framework.Area": "framework",
    "framework.AreaText": "framework",
    "framework.Component": "framework",
    "framework.ComponentText": "framework",
    "framework.CriterionMapping": "framework",
    "framework.EditionFile": "framework",
    "framework.KeyOutput": "framework",
    "framework.KeyOutputText": "framework",
    "framework.Linkage": "framework",
    "framework.LinkageText": "framework",
    "framework.Note": "framework",
    "framework.NoteText": "framework",
    "framework.StarterAction": "framework",
    "framework.StarterActionText": "framework",
    "framework.Term": "framework",
    "framework.TermText": "framework",
}
OWNED = {
    "assessments.Assessment",
    "assessments.AssessmentGroup",
    "assessments.Awaited",
    "assessments.DeliveryConfidence",
    "assessments.Evidence",
    "assessments.Finding",
    "assessments.LockEvent",
    "assessments.Participant",
    "assessments.ParticipantLink",
    "assessments.Position",
    "assessments.PositionChange",
    "assessments.Rating",
    "assessments.RatingChange",
    "assessments.Recommendation",
    "assessments.RecommendationChange",
    "assessments.Revealed",
    "assessments.Review",
    "assessments.ReviewRating",
    "assessments.Round",
    "assessments.Snapshot",
    "cities.AuditEntry",
    "cities.EditionGrant",
    "cities.Invitation",
    "cities.Member",
    "cities.MemberRole",
    "cities.Organisation",
    "cities.PersonalLink",
    "reports.ReportJob",
}


def our_models():
    return [model for model in apps.get_models() if not model.__module__.startswith("django.")]


def test_every_model_is_declared():
    assert {model._meta.label for model in our_models()} == OWNED | GLOBAL.keys()


def test_models_declared_as_owned_carry_the_wall():
    owned = {model._meta.label for model in our_models() if issubclass(model, CityOwned)}

    assert owned == OWNED
